/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes down what a server is asked and what it answers, one JSON object a line, in a file of its own for
 * each process in the folder that DOVETAIL_EXCHANGES names. Linked in, calls of dovetail_server_handle() come
 * here. */

#include <fcntl.h>
#include <unistd.h>

#include "json/json.h"
#include "server/event-streams.h"
#include "server/http-request.h"
#include "server/server.h"

DovetailResponse *__real_dovetail_server_handle (DovetailServer *server, const DovetailRequest *request);
DovetailResponse *__wrap_dovetail_server_handle (DovetailServer *server, const DovetailRequest *request);
DovetailResponse *__real_dovetail_incoming_begin (DovetailIncoming *incoming,
                                                  DovetailServer *server,
                                                  struct MHD_Connection *connection,
                                                  const char *version);
DovetailResponse *__wrap_dovetail_incoming_begin (DovetailIncoming *incoming,
                                                  DovetailServer *server,
                                                  struct MHD_Connection *connection,
                                                  const char *version);
DovetailRequest *__real_dovetail_incoming_finish (DovetailIncoming *incoming,
                                                  struct MHD_Connection *connection,
                                                  const char *method,
                                                  GInetAddressMask *trusted_proxy,
                                                  DovetailResponse **refusal);
DovetailRequest *__wrap_dovetail_incoming_finish (DovetailIncoming *incoming,
                                                  struct MHD_Connection *connection,
                                                  const char *method,
                                                  GInetAddressMask *trusted_proxy,
                                                  DovetailResponse **refusal);

struct MHD_Response *__real_dovetail_event_streams_open (DovetailEventStreams *streams,
                                                         struct MHD_Connection *connection,
                                                         const char *authorization,
                                                         DovetailResponse **refusal);
struct MHD_Response *__wrap_dovetail_event_streams_open (DovetailEventStreams *streams,
                                                         struct MHD_Connection *connection,
                                                         const char *authorization,
                                                         DovetailResponse **refusal);

static void
put_text (JsonObject *object, const char *name, const char *text)
{
  g_autofree char *valid = text == NULL ? NULL : g_utf8_make_valid (text, -1);

  if (valid != NULL)
    json_object_set_string_member (object, name, valid);
}

/* Bodies of tests need not be text. */
static void
put_bytes (JsonObject *object, const char *name, GBytes *bytes)
{
  gsize length;
  const guchar *data = bytes == NULL ? NULL : g_bytes_get_data (bytes, &length);
  g_autofree char *text = data == NULL ? NULL : g_base64_encode (data, length);

  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static char *
line_of (const DovetailRequest *request, const DovetailResponse *response)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_alloc ();
  g_autofree char *text = NULL;

  put_text (object, "method", request->method);
  put_text (object, "path", request->path);
  put_text (object, "query", request->query);
  put_bytes (object, "request", request->body);
  json_object_set_boolean_member (object, "authorized", request->authorization != NULL);
  json_object_set_int_member (object, "status", response->status);
  put_text (object, "content_type", response->content_type);
  put_bytes (object, "response", response->body);
  json_node_take_object (json_node_init (node, JSON_NODE_OBJECT), object);
  text = dovetail_json_generate (node, NULL);
  return g_strconcat (text, "\n", NULL);
}

static int
open_file (const char *directory)
{
  g_autofree char *name = g_strdup_printf ("%d.jsonl", (int) getpid ());
  g_autofree char *path = g_build_filename (directory, name, NULL);

  return open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* In one piece, so that a process that is killed leaves whole lines behind. */
static void
record (const DovetailRequest *request, const DovetailResponse *response)
{
  const char *directory = g_getenv ("DOVETAIL_EXCHANGES");
  g_autofree char *line = NULL;
  gsize length;
  int file;

  if (directory == NULL)
    return;
  line = line_of (request, response);
  length = strlen (line);
  file = open_file (directory);
  if (file < 0 || write (file, line, length) != (gssize) length)
    g_error ("The exchange could not be written to %s", directory);
  close (file);
}

DovetailResponse *
__wrap_dovetail_server_handle (DovetailServer *server, const DovetailRequest *request)
{
  DovetailResponse *response = __real_dovetail_server_handle (server, request);

  record (request, response);
  return response;
}

/* method NULL: it is not known yet. */
static void
record_refusal (const DovetailIncoming *incoming, const char *method, const DovetailResponse *refusal)
{
  g_autoptr (DovetailRequest) request = dovetail_request_new (method, incoming->target);

  request->path[strcspn (request->path, "?")] = '\0';
  record (request, refusal);
}

DovetailResponse *
__wrap_dovetail_incoming_begin (DovetailIncoming *incoming,
                                DovetailServer *server,
                                struct MHD_Connection *connection,
                                const char *version)
{
  DovetailResponse *refusal = __real_dovetail_incoming_begin (incoming, server, connection, version);

  if (refusal != NULL)
    record_refusal (incoming, NULL, refusal);
  return refusal;
}

DovetailRequest *
__wrap_dovetail_incoming_finish (DovetailIncoming *incoming,
                                 struct MHD_Connection *connection,
                                 const char *method,
                                 GInetAddressMask *trusted_proxy,
                                 DovetailResponse **refusal)
{
  DovetailRequest *request
      = __real_dovetail_incoming_finish (incoming, connection, method, trusted_proxy, refusal);

  if (request == NULL)
    record_refusal (incoming, method, *refusal);
  return request;
}

struct MHD_Response *
__wrap_dovetail_event_streams_open (DovetailEventStreams *streams,
                                    struct MHD_Connection *connection,
                                    const char *authorization,
                                    DovetailResponse **refusal)
{
  struct MHD_Response *stream
      = __real_dovetail_event_streams_open (streams, connection, authorization, refusal);
  g_autoptr (DovetailRequest) request = dovetail_request_new ("GET", "/sync/events");

  if (stream == NULL)
    record (request, *refusal);
  return stream;
}
