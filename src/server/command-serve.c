/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dovetail-server serve */

#include <glib-unix.h>
#include <malloc.h>
#include <stdio.h>
#include <sys/resource.h>

#include "server/command.h"
#include "server/http-server.h"
#include "server/log.h"

#define DEFAULT_LISTEN "127.0.0.1:8765"

static char *listen_address, *database, *certificate, *key, *proxy, *log_format;

static const GOptionEntry entries[] = {
  { "listen", 0, 0, G_OPTION_ARG_STRING, &listen_address, "Address and port; port 0 picks a free one",
    "ADDRESS:PORT" },
  { "database", 0, 0, G_OPTION_ARG_STRING, &database, "Where the data is: a path, or postgresql://...",
    "DATABASE" },
  { "tls-cert", 0, 0, G_OPTION_ARG_FILENAME, &certificate, "Serve HTTPS with this certificate chain (PEM)",
    "FILE" },
  { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &key, "The certificate's key (PEM)", "FILE" },
  { "trusted-proxy", 0, 0, G_OPTION_ARG_STRING, &proxy, "Believe X-Forwarded-For of these peers", "CIDR" },
  { "log-format", 0, 0, G_OPTION_ARG_STRING, &log_format, "text (default) or json", "FORMAT" },
  { NULL },
};

static gboolean
stop (gpointer loop)
{
  dovetail_log_event ("stopping");
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
reload (gpointer http)
{
  g_autoptr (GError) error = NULL;

  if (dovetail_http_server_reload (http, &error))
    dovetail_log_event ("reloaded");
  else
    dovetail_log_failure ("reload", error);
  return G_SOURCE_CONTINUE;
}

/* Connections are files: take as many as the system grants. */
static void
raise_file_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

/* Large bodies go back to the system when they are done with. Left alone, glibc keeps for itself what once
 * was a large block, in every thread. */
static void
return_large_blocks (void)
{
  mallopt (M_MMAP_THRESHOLD, 256 * 1024);
}

static int
serve (DovetailServer *server, const DovetailHttpOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (DovetailHttpServer) http = NULL;
  g_autofree char *uri = NULL;

  g_unix_signal_add (SIGTERM, stop, loop);
  g_unix_signal_add (SIGINT, stop, loop);
  http = dovetail_http_server_start (server, options, &error);
  if (http == NULL)
    return dovetail_command_fail (error);
  g_unix_signal_add (SIGHUP, reload, http);

  uri = dovetail_http_server_get_uri (http);
  g_print ("listening on %s\n", uri);
  fflush (stdout);
  g_main_loop_run (loop);
  return DOVETAIL_EXIT_DONE;
}

int
dovetail_command_serve (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailServer) server = NULL;
  g_autoptr (GInetAddressMask) mask = NULL;
  DovetailHttpOptions options = { .listen = DEFAULT_LISTEN };
  int status;

  if (!dovetail_command_parse (&argc, &argv, NULL, "Serves the families of a database.", entries, 0, &status))
    return status;
  if (log_format != NULL && !g_str_equal (log_format, "text") && !g_str_equal (log_format, "json"))
    return dovetail_command_misuse ("--log-format is text or json");
  if ((certificate == NULL) != (key == NULL))
    return dovetail_command_misuse ("--tls-cert and --tls-key go together");
  if (proxy != NULL && (mask = g_inet_address_mask_new_from_string (proxy, &error)) == NULL)
    return dovetail_command_misuse (error->message);

  if (listen_address != NULL)
    options.listen = listen_address;
  options.tls_certificate = certificate;
  options.tls_key = key;
  options.trusted_proxy = mask;
  dovetail_log_start (g_strcmp0 (log_format, "json") == 0 ? DOVETAIL_LOG_JSON : DOVETAIL_LOG_TEXT);
  raise_file_limit ();
  return_large_blocks ();
  server = dovetail_command_open_server (database, FALSE, &error);
  return server == NULL ? dovetail_command_fail (error) : serve (server, &options);
}
