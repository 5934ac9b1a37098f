/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The real dovetail-server. Each start takes a free port, so that no two tests can meet; the database stays.
 */

#include "server-process.h"

#include <string.h>

#include "process.h"

ServerProcess *
server_process_new (const char *directory)
{
  ServerProcess *server = g_new0 (ServerProcess, 1);
  server->database = g_build_filename (directory, "server.db", NULL);
  server->log = g_build_filename (directory, "server.log", NULL);
  return server;
}

void
server_process_start (ServerProcess *server)
{
  const char *arguments[] = {
    program_path ("DOVETAIL_SERVER"), "serve", "--listen", "127.0.0.1:0", "--database", server->database, NULL
  };
  g_autoptr (GSubprocessLauncher) launcher = process_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  g_assert_null (server->process);
  g_subprocess_launcher_set_stderr_file_path (launcher, server->log);
  server->process = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  if (server->process == NULL)
    g_error ("the server did not start: %s", error->message);

  g_autofree char *line = process_read_first_line (server->process);
  if (line == NULL || !g_str_has_prefix (line, "listening on http://127.0.0.1:"))
    g_error ("the server's first line is not what it listens on: %s", line != NULL ? line : "(nothing)");
  g_free (server->url);
  server->url = g_strdup (line + strlen ("listening on "));
  server->port = (guint16) g_ascii_strtoull (strrchr (server->url, ':') + 1, NULL, 10);
  g_assert_cmpuint (server->port, >, 0);
}

/* SIGTERM: the server finishes what runs and leaves with 0. */
void
server_process_stop (ServerProcess *server)
{
  g_subprocess_send_signal (server->process, SIGTERM);
  g_subprocess_wait (server->process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_exited (server->process));
  g_assert_cmpint (g_subprocess_get_exit_status (server->process), ==, 0);
  g_clear_object (&server->process);
}

void
server_process_kill (ServerProcess *server)
{
  process_kill (server->process);
  g_clear_object (&server->process);
}

void
server_process_free (ServerProcess *server)
{
  if (server->process != NULL)
    server_process_stop (server);
  g_free (server->database);
  g_free (server->log);
  g_free (server->url);
  g_free (server);
}

void
server_process_add_user (ServerProcess *server, const char *name, const char *family, const char *password)
{
  const char *arguments[] = { program_path ("DOVETAIL_SERVER"),
                              "user",
                              "add",
                              name,
                              "--family",
                              family,
                              "--password-stdin",
                              "--database",
                              server->database,
                              NULL };
  g_autoptr (ProcessResult) result = process_run (arguments, NULL, password);
  if (result->status != 0)
    g_error ("user add: %s", result->err);
}
