/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A real server under attack. One is shared by all tests of a program: what came before must not matter. */

#include "besieged-server.h"

#include <stdlib.h>
#include <string.h>

#include "process.h"

guint16
besieged_port (BesiegedServer *besieged)
{
  return besieged->server->port;
}

RawAnswer *
besieged_post (BesiegedServer *besieged, const char *token, const char *path, const char *format, ...)
{
  const RawExtras extras = { .token = token };
  g_autofree char *body = NULL;
  va_list arguments;

  va_start (arguments, format);
  body = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_strdelimit (body, "'", '"');
  return raw_request (besieged_port (besieged), "POST", path, &extras, body, strlen (body));
}

static char *
log_in (BesiegedServer *besieged, const char *user, const char *device)
{
  g_autoptr (RawAnswer) answer = besieged_post (besieged, NULL, "/auth/login",
                                                "{'username':'%s','password':'" BESIEGED_PASSWORD
                                                "','client_id':'%s','device_name':'%s'}",
                                                user, device, device);

  g_assert_cmpuint (answer->status, ==, 200);
  return raw_answer_find (answer, "access_token");
}

/* A line of /proc/PID/status, in KiB. */
static gint64
read_memory (BesiegedServer *besieged, const char *line)
{
  g_autofree char *path
      = g_strdup_printf ("/proc/%s/status", g_subprocess_get_identifier (besieged->server->process));
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  const char *found;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  found = strstr (text, line);
  g_assert_nonnull (found);
  return g_ascii_strtoll (found + strlen (line), NULL, 10);
}

/* From now on the kernel counts the peak anew. */
static void
forget_peak (BesiegedServer *besieged)
{
  g_autofree char *path
      = g_strdup_printf ("/proc/%s/clear_refs", g_subprocess_get_identifier (besieged->server->process));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileOutputStream) stream = g_file_append_to (file, G_FILE_CREATE_NONE, NULL, &error);

  g_assert_no_error (error);
  g_output_stream_write_all (G_OUTPUT_STREAM (stream), "5", 1, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Owners, to whom no route is closed. */
static void
add_owner (BesiegedServer *besieged, const char *name, const char *family)
{
  const char *arguments[] = { program_path ("DOVETAIL_SERVER"),
                              "user",
                              "add",
                              name,
                              "--family",
                              family,
                              "--role",
                              "owner",
                              "--password-stdin",
                              "--database",
                              besieged->server->database,
                              NULL };
  g_autoptr (ProcessResult) result = process_run (arguments, NULL, BESIEGED_PASSWORD);

  if (result->status != 0)
    g_error ("user add: %s", result->err);
}

BesiegedServer *
besieged_server_new (void)
{
  BesiegedServer *besieged = g_new0 (BesiegedServer, 1);

  besieged->directory = scratch_directory_new ("siege");
  besieged->server = server_process_new (besieged->directory);
  add_owner (besieged, "anna", "home");
  add_owner (besieged, "olga", "away");
  server_process_start (besieged->server);
  besieged->home = log_in (besieged, "anna", "phone");
  besieged->stranger = log_in (besieged, "olga", "laptop");
  besieged_assert_serves (besieged);
  besieged_measure_anew (besieged);
  return besieged;
}

void
besieged_measure_anew (BesiegedServer *besieged)
{
  besieged->memory = read_memory (besieged, "VmRSS:");
  forget_peak (besieged);
}

/* A server that came to harm does not leave in peace. */
void
besieged_server_free (BesiegedServer *besieged)
{
  server_process_free (besieged->server);
  scratch_directory_remove (besieged->directory);
  g_free (besieged->directory);
  g_free (besieged->home);
  g_free (besieged->stranger);
  g_free (besieged);
}

void
besieged_assert_serves (BesiegedServer *besieged)
{
  const RawExtras extras = { .token = besieged->home };
  g_autoptr (RawAnswer) alive = raw_request (besieged_port (besieged), "GET", "/healthz", NULL, NULL, 0);
  g_autoptr (RawAnswer) status
      = raw_request (besieged_port (besieged), "GET", "/sync/status", &extras, NULL, 0);

  g_assert_cmpuint (alive->status, ==, 200);
  g_assert_cmpuint (status->status, ==, 200);
}

void
besieged_assert_memory (BesiegedServer *besieged, const char *what)
{
  besieged_assert_memory_within (besieged, what, BESIEGED_MEMORY);
}

void
besieged_assert_memory_within (BesiegedServer *besieged, const char *what, gint64 bound)
{
  gint64 peak = read_memory (besieged, "VmHWM:");
  gint64 now = read_memory (besieged, "VmRSS:");

  g_test_message ("%s: %+" G_GINT64_FORMAT " KiB at most, %+" G_GINT64_FORMAT " KiB afterwards", what,
                  peak - besieged->memory, now - besieged->memory);
  g_assert_cmpint (peak - besieged->memory, <=, bound);
  forget_peak (besieged);
}
