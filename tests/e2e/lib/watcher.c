/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What it prints goes to a file, so that it can be looked at while it runs. */

#include "watcher.h"

Watcher *
watcher_new (Device *device, const char *options)
{
  Watcher *watcher = g_new0 (Watcher, 1);
  g_autofree char *command = NULL;

  watcher->path = g_build_filename (device->home, "printed", NULL);
  command = g_strdup_printf ("exec '%s' sync --watch %s >'%s'", program_path ("DOVETAILCTL"), options,
                             watcher->path);
  const char *const arguments[] = { "sh", "-c", command, NULL };
  watcher->process = process_start (arguments, device->environment, G_SUBPROCESS_FLAGS_STDERR_PIPE);
  return watcher;
}

void
watcher_free (Watcher *watcher)
{
  g_object_unref (watcher->process);
  g_free (watcher->path);
  g_free (watcher);
}

char **
watcher_read_lines (Watcher *watcher)
{
  g_autofree char *text = NULL;
  g_file_get_contents (watcher->path, &text, NULL, NULL);
  return g_strsplit (text == NULL ? "" : g_strchomp (text), "\n", -1);
}

static guint
count_lines (Watcher *watcher)
{
  g_auto (GStrv) lines = watcher_read_lines (watcher);
  return g_strv_length (lines);
}

static gboolean
has_lines (gpointer data)
{
  Watcher *watcher = data;
  return count_lines (watcher) >= watcher->lines;
}

void
watcher_wait_for_lines (Watcher *watcher, guint lines)
{
  watcher->lines = lines;
  wait_until (has_lines, watcher, "another line of sync --watch");
}

guint
watcher_wait_until_quiet (Watcher *watcher)
{
  guint before;
  watcher_wait_for_lines (watcher, 2);
  do
    {
      before = count_lines (watcher);
      g_usleep (1500 * 1000);
    }
  while (count_lines (watcher) != before);
  return before;
}

gint64
watcher_sum (Watcher *watcher, const char *member)
{
  g_auto (GStrv) lines = watcher_read_lines (watcher);
  gint64 total = 0;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonNode) job = json_text_to_node (lines[i]);
      JsonObject *object = json_node_get_object (job);
      g_assert_cmpstr (json_object_get_string_member (object, "state"), ==, "completed");
      total += json_object_get_int_member (object, member);
    }
  return total;
}

void
watcher_end (Watcher *watcher, int signal)
{
  g_subprocess_send_signal (watcher->process, signal);
  g_autoptr (ProcessResult) result = process_finish (watcher->process, NULL);
  g_assert_cmpstr (result->err, ==, "");
  g_assert_cmpint (result->status, ==, 0);
}
