/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From libmicrohttpd's pieces to a request value: head guard, limits, decompression, the peer behind a proxy.
 */

#include "server/http-request.h"

#include <netinet/in.h>
#include <string.h>

#include "server/compression.h"
#include "server/head-guard.h"
#include "server/problem.h"
#include "server/router.h"
#include "wire/limits.h"

/* A body that is too large is read on for a while, so that its sender gets to see the answer. */
#define MAX_WASTED_BYTES (2 * DOVETAIL_WIRE_MAX_BODY_BYTES)

/* Bodies up to here are always taken. */
#define SMALL_BODY_BYTES DOVETAIL_WIRE_MAX_OPEN_BODY_BYTES
/* Of all bodies at one time: eight of the largest, or some hundreds of the usual ones. */
#define MAX_KEPT_KIB (64 * 1024)

DovetailIncoming *
dovetail_incoming_new (DovetailBodies *bodies, const char *target)
{
  DovetailIncoming *incoming = g_new0 (DovetailIncoming, 1);

  incoming->bodies = bodies;
  incoming->target = g_strdup (target);
  incoming->body = g_byte_array_new ();
  return incoming;
}

static void
drop_body (DovetailIncoming *incoming)
{
  g_byte_array_unref (incoming->body);
  incoming->body = g_byte_array_new ();
  g_atomic_int_add (&incoming->bodies->n_kept, -incoming->n_kept);
  incoming->n_kept = 0;
}

void
dovetail_incoming_free (DovetailIncoming *incoming)
{
  if (incoming == NULL)
    return;
  drop_body (incoming);
  g_free (incoming->target);
  g_byte_array_unref (incoming->body);
  g_free (incoming);
}

static enum MHD_Result
see_field (void *guard, enum MHD_ValueKind kind, const char *name, const char *value)
{
  dovetail_head_guard_see (guard, name, value);
  return MHD_YES;
}

static DovetailResponse *
refuse_size (void)
{
  return dovetail_refuse (413, "body_too_large", "The body is larger than the server takes");
}

static DovetailResponse *
refuse_for_now (void)
{
  DovetailResponse *response
      = dovetail_refuse (503, "busy", "The server has many requests to read; try again in a moment");

  response->retry_after = 1000;
  return response;
}

DovetailResponse *
dovetail_incoming_begin (DovetailIncoming *incoming,
                         DovetailServer *server,
                         struct MHD_Connection *connection,
                         const char *version)
{
  DovetailHeadGuard guard = { 0 };
  g_autofree char *path = NULL;
  const char *wrong;

  incoming->begun = TRUE;
  MHD_get_connection_values (connection, MHD_HEADER_KIND, see_field, &guard);
  wrong = dovetail_head_guard_judge (&guard, version, incoming->target);
  if (wrong != NULL)
    return dovetail_refuse (400, "bad_request", wrong);
  path = g_strndup (incoming->target, strcspn (incoming->target, "?"));
  incoming->allowance = dovetail_router_allowance (
      server, path, MHD_lookup_connection_value (connection, MHD_HEADER_KIND, "Authorization"));
  return guard.content_length > DOVETAIL_WIRE_MAX_BODY_BYTES ? refuse_size () : NULL;
}

/* Whether there is room for the body up to here. */
static gboolean
make_room (DovetailIncoming *incoming)
{
  gint wanted = (gint) (incoming->n_body / 1024);
  gint more = wanted - incoming->n_kept;

  incoming->n_kept = wanted;
  return g_atomic_int_add (&incoming->bodies->n_kept, more) + more <= MAX_KEPT_KIB
         || incoming->n_body <= SMALL_BODY_BYTES;
}

gboolean
dovetail_incoming_add (DovetailIncoming *incoming, const char *data, gsize length)
{
  incoming->n_body += length;
  if (incoming->n_body <= incoming->allowance && !incoming->too_many)
    {
      incoming->too_many = !make_room (incoming);
      g_byte_array_append (incoming->body, (const guint8 *) data, (guint) length);
    }
  if (incoming->n_body > incoming->allowance || incoming->too_many)
    drop_body (incoming);
  return incoming->n_body <= MAX_WASTED_BYTES;
}

static GBytes *
unpack_body (GBytes *body, gsize allowance, DovetailResponse **refusal)
{
  g_autoptr (GError) error = NULL;
  GBytes *unpacked = dovetail_decompress (body, allowance, &error);

  if (unpacked == NULL)
    *refusal = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE)
                   ? refuse_size ()
                   : dovetail_refuse (400, "invalid_encoding", "The body is not what its encoding says");
  return unpacked;
}

/* What nobody will read is as if it had not been sent, and the router says why. */
static GBytes *
read_body (DovetailIncoming *incoming, const char *encoding, DovetailResponse **refusal)
{
  g_autoptr (GBytes) body = g_byte_array_free_to_bytes (incoming->body);

  incoming->body = g_byte_array_new ();
  if (incoming->allowance == 0)
    return g_steal_pointer (&body);
  if (incoming->n_body > incoming->allowance)
    {
      *refusal = refuse_size ();
      return NULL;
    }
  if (incoming->too_many)
    {
      *refusal = refuse_for_now ();
      return NULL;
    }
  if (encoding == NULL || g_ascii_strcasecmp (encoding, "identity") == 0)
    return g_steal_pointer (&body);
  if (g_ascii_strcasecmp (encoding, "gzip") != 0)
    {
      *refusal = dovetail_refuse (415, "unknown_encoding", "Bodies are sent as they are, or as gzip");
      return NULL;
    }
  return unpack_body (body, incoming->allowance, refusal);
}

static GInetAddress *
peer_address (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info
      = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  g_autoptr (GSocketAddress) address = NULL;

  if (info == NULL || info->client_addr == NULL)
    return NULL;
  address = g_socket_address_new_from_native (info->client_addr, info->client_addr->sa_family == AF_INET6
                                                                     ? sizeof (struct sockaddr_in6)
                                                                     : sizeof (struct sockaddr_in));
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;
  return g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

/* The address a trusted proxy saw: the last it appended; what stands before it anyone may have written. */
static char *
find_peer (struct MHD_Connection *connection, GInetAddressMask *trusted_proxy)
{
  g_autoptr (GInetAddress) address = peer_address (connection);
  const char *forwarded = MHD_lookup_connection_value (connection, MHD_HEADER_KIND, "X-Forwarded-For");
  const char *last;

  if (address == NULL)
    return NULL;
  if (trusted_proxy == NULL || forwarded == NULL || !g_inet_address_mask_matches (trusted_proxy, address))
    return g_inet_address_to_string (address);

  last = strrchr (forwarded, ',');
  return g_strstrip (g_strndup (last == NULL ? forwarded : last + 1, 64));
}

DovetailRequest *
dovetail_incoming_finish (DovetailIncoming *incoming,
                          struct MHD_Connection *connection,
                          const char *method,
                          GInetAddressMask *trusted_proxy,
                          DovetailResponse **refusal)
{
  const char *encoding = MHD_lookup_connection_value (connection, MHD_HEADER_KIND, "Content-Encoding");
  GBytes *body = read_body (incoming, encoding, refusal);
  const char *question = strchr (incoming->target, '?');
  g_autofree char *path = NULL;
  DovetailRequest *request;

  if (body == NULL)
    return NULL;
  path = question == NULL ? g_strdup (incoming->target)
                          : g_strndup (incoming->target, (gsize) (question - incoming->target));
  request = dovetail_request_new (method, path);
  request->query = question == NULL ? NULL : g_strdup (question + 1);
  request->authorization
      = g_strdup (MHD_lookup_connection_value (connection, MHD_HEADER_KIND, "Authorization"));
  request->accept = g_strdup (MHD_lookup_connection_value (connection, MHD_HEADER_KIND, "Accept"));
  request->body = body;
  request->peer = find_peer (connection, trusted_proxy);
  return request;
}
