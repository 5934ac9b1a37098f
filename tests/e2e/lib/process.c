/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Child processes with a deadline. A child that does not end in time is killed and fails the test, with what
 * it had been asked to do. */

#include "process.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

typedef struct
{
  GMainContext *context;
  GAsyncResult *result;
  gboolean late;
} Wait;

static gboolean
on_deadline (gpointer data)
{
  Wait *wait = data;
  wait->late = TRUE;
  return G_SOURCE_REMOVE;
}

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;
  wait->result = g_object_ref (result);
}

static void
wait_begin (Wait *wait)
{
  *wait = (Wait){ .context = g_main_context_new () };
  g_main_context_push_thread_default (wait->context);
}

static void
wait_for_result (Wait *wait)
{
  g_autoptr (GSource) deadline = g_timeout_source_new_seconds (DEADLINE_SECONDS);
  g_source_set_callback (deadline, on_deadline, wait, NULL);
  g_source_attach (deadline, wait->context);
  while (wait->result == NULL && !wait->late)
    g_main_context_iteration (wait->context, TRUE);
  g_source_destroy (deadline);
}

static void
wait_end (Wait *wait)
{
  g_main_context_pop_thread_default (wait->context);
  g_clear_pointer (&wait->context, g_main_context_unref);
  g_clear_object (&wait->result);
}

static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* Its children do not outlive this process, even when a failed assertion ends it. */
GSubprocessLauncher *
process_launcher_new (GSubprocessFlags flags)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (flags);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  return launcher;
}

GSubprocess *
process_start (const char *const *arguments, char **environment, GSubprocessFlags flags)
{
  g_autoptr (GSubprocessLauncher) launcher = process_launcher_new (flags);
  g_autoptr (GError) error = NULL;
  if (environment != NULL)
    g_subprocess_launcher_set_environ (launcher, environment);
  GSubprocess *process = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  if (process == NULL)
    g_error ("%s: %s", arguments[0], error->message);
  return process;
}

/* Waits for the end of a child started with pipes; INPUT may be NULL. */
ProcessResult *
process_finish (GSubprocess *process, const char *input)
{
  g_autoptr (GError) error = NULL;
  ProcessResult *result = g_new0 (ProcessResult, 1);
  Wait wait;

  wait_begin (&wait);
  g_subprocess_communicate_utf8_async (process, input, NULL, on_ready, &wait);
  wait_for_result (&wait);
  if (wait.late)
    {
      g_subprocess_force_exit (process);
      g_error ("a child did not end within %d seconds", DEADLINE_SECONDS);
    }
  if (!g_subprocess_communicate_utf8_finish (process, wait.result, &result->out, &result->err, &error))
    g_error ("could not read what a child said: %s", error->message);
  wait_end (&wait);

  if (g_subprocess_get_if_signaled (process))
    result->status = 128 + g_subprocess_get_term_sig (process);
  else
    result->status = g_subprocess_get_exit_status (process);
  return result;
}

ProcessResult *
process_run (const char *const *arguments, char **environment, const char *input)
{
  GSubprocessFlags flags = G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE;
  if (input != NULL)
    flags |= G_SUBPROCESS_FLAGS_STDIN_PIPE;
  g_autoptr (GSubprocess) process = process_start (arguments, environment, flags);
  return process_finish (process, input);
}

/* kill -9, and waits until the process is gone. */
void
process_kill (GSubprocess *process)
{
  g_subprocess_send_signal (process, SIGKILL);
  g_subprocess_wait (process, NULL, NULL);
}

void
process_result_free (ProcessResult *result)
{
  g_free (result->out);
  g_free (result->err);
  g_free (result);
}

/* The first line on the child's stdout, or NULL when it ends without one. */
char *
process_read_first_line (GSubprocess *process)
{
  g_autoptr (GDataInputStream) stream = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  char *line = NULL;
  Wait wait;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (stream), FALSE);
  wait_begin (&wait);
  g_data_input_stream_read_line_async (stream, G_PRIORITY_DEFAULT, NULL, on_ready, &wait);
  wait_for_result (&wait);
  if (wait.late)
    g_error ("a child printed nothing within %d seconds", DEADLINE_SECONDS);
  line = g_data_input_stream_read_line_finish_utf8 (stream, wait.result, NULL, NULL);
  wait_end (&wait);
  return line;
}

/* Asks again and again, running the main context in between, so that signals and bus replies arrive. */
gboolean
wait_until_or_late (Condition condition, gpointer data, guint seconds)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) seconds * G_TIME_SPAN_SECOND;
  while (!condition (data))
    {
      if (g_get_monotonic_time () > deadline)
        return FALSE;
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (20 * G_TIME_SPAN_MILLISECOND);
    }
  return TRUE;
}

void
wait_until (Condition condition, gpointer data, const char *what)
{
  if (!wait_until_or_late (condition, data, DEADLINE_SECONDS))
    g_error ("waited %d seconds in vain: %s", DEADLINE_SECONDS, what);
}

/* Where meson has built a program: DOVETAILCTL, DOVETAIL_SERVER, DOVETAIL_APP. */
const char *
program_path (const char *variable)
{
  const char *path = g_getenv (variable);
  if (path == NULL)
    g_error ("%s is not set; run this through meson test", variable);
  return path;
}

/* Short names: sockets lie in there, and their paths are limited to 107 bytes. */
char *
scratch_directory_new (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *template = g_strdup_printf ("dovetail-%s-XXXXXX", name);
  char *path = g_dir_make_tmp (template, &error);
  if (path == NULL)
    g_error ("no scratch directory: %s", error->message);
  return path;
}

/* Removes PATH with all it holds; symbolic links are removed, not followed. */
void
scratch_directory_remove (const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
      const char *name;
      while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);
          scratch_directory_remove (child);
        }
      g_rmdir (path);
    }
  else
    {
      g_unlink (path);
    }
}
