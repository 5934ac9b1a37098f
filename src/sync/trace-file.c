/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads an exported trace, which may have been damaged on its way or written by somebody else. */

#include "sync/trace-file.h"

#include <string.h>

#include "core/data.h"
#include "core/error.h"
#include "json/json.h"
#include "sync/trace-export.h"
#include "sync/trace-lines.h"

#define MAX_JOBS 1000
#define MAX_LINES (1000 * 1000)

typedef struct
{
  GPtrArray *jobs;
  GPtrArray *job; /* borrowed: the one that has begun; NULL: none */
  guint number;   /* of the line */
} Reading;

static gboolean
refuse (const Reading *reading, const char *reason, GError **error)
{
  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "Line %u of the trace: %s", reading->number,
               reason);
  return FALSE;
}

static gboolean
check_header (const Reading *reading, JsonNode *line, GError **error)
{
  gint64 version = dovetail_data_get_int (line, "dovetail_trace", 0);

  if (version == DOVETAIL_TRACE_VERSION)
    return TRUE;
  return refuse (reading,
                 version > DOVETAIL_TRACE_VERSION ? "it was exported by a newer Dovetail; update Dovetail"
                                                  : "this is not an exported sync trace",
                 error);
}

static gboolean
begin_job (Reading *reading, JsonNode *line, GError **error)
{
  if (reading->job != NULL)
    return refuse (reading, "a sync begins before the one before it ends", error);
  if (reading->jobs->len == MAX_JOBS)
    return refuse (reading, "there are too many syncs in it", error);
  reading->job = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_ptr_array_add (reading->jobs, reading->job);
  g_ptr_array_add (reading->job, json_node_ref (line));
  return TRUE;
}

static gboolean
take_line (Reading *reading, JsonNode *line, GError **error)
{
  const char *kind = dovetail_trace_line_kind (line);

  if (g_str_equal (kind, "job"))
    return begin_job (reading, line, error);
  if (*kind == '\0' || reading->job == NULL)
    return refuse (reading, "it belongs to no sync", error);
  g_ptr_array_add (reading->job, json_node_ref (line));
  if (g_str_equal (kind, "end"))
    reading->job = NULL;
  return TRUE;
}

static gboolean
read_line (Reading *reading, const char *text, gsize length, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (JsonNode) line = NULL;

  reading->number++;
  if (reading->number > MAX_LINES)
    return refuse (reading, "there are too many", error);
  line = dovetail_json_parse_object (text, (gssize) length, &reason);
  if (line == NULL)
    return refuse (reading, reason->message, error);
  return reading->number == 1 ? check_header (reading, line, error) : take_line (reading, line, error);
}

static gboolean
read_all (Reading *reading, const char *text, gsize length, GError **error)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *line_end = memchr (text, '\n', (gsize) (end - text));

      if (line_end == NULL)
        line_end = end;
      if (!read_line (reading, text, (gsize) (line_end - text), error))
        return FALSE;
      text = line_end + 1;
    }
  if (reading->number == 0)
    {
      reading->number = 1;
      return refuse (reading, "the file is empty", error);
    }
  if (reading->job != NULL)
    return refuse (reading, "the file ends in the middle of a sync", error);
  return TRUE;
}

/**
 * dovetail_trace_file_read:
 * @text: an exported trace
 * @length: its bytes
 * @error: INVALID, naming the line
 *
 * Returns: (transfer full) (element-type GPtrArray): the lines of each sync; %NULL when a line makes no sense
 */
GPtrArray *
dovetail_trace_file_read (const char *text, gsize length, GError **error)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  Reading reading = { .jobs = jobs };

  g_return_val_if_fail (text != NULL, NULL);

  return read_all (&reading, text, length, error) ? g_steal_pointer (&jobs) : NULL;
}
