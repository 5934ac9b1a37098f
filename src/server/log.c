/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server's log, as lines for people or JSON for machines. */

#include "server/log.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

#include "core/data.h"
#include "core/timestamp.h"
#include "json/json.h"

static DovetailLogFormat log_format = DOVETAIL_LOG_OFF;

void
dovetail_log_start (DovetailLogFormat format)
{
  log_format = format;
}

/* pairs: name, value, ..., NULL; pairs without a value are left out. */
static void
write_line (const char *event, ...)
{
  g_autofree char *time = dovetail_timestamp_format (g_get_real_time () / 1000);
  JsonObject *object = json_object_new ();
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;
  const char *name;
  va_list pairs;

  g_string_append_printf (line, "%s %s", time, event);
  json_object_set_string_member (object, "time", time);
  json_object_set_string_member (object, "event", event);
  va_start (pairs, event);
  while ((name = va_arg (pairs, const char *)) != NULL)
    {
      const char *value = va_arg (pairs, const char *);

      if (value == NULL)
        continue;
      g_string_append_printf (line, " %s=%s", name, value);
      json_object_set_string_member (object, name, value);
    }
  va_end (pairs);

  node = dovetail_data_take_object (object);
  if (log_format == DOVETAIL_LOG_JSON)
    {
      g_autofree char *text = dovetail_json_canonical (node, NULL);

      g_string_assign (line, text);
    }
  g_string_append_c (line, '\n');
  fputs (line->str, stderr);
}

static const char *
known_method (const char *method)
{
  static const char *const methods[] = { "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", NULL };

  return method != NULL && g_strv_contains (methods, method) ? method : "other";
}

void
dovetail_log_request (const char *route, const char *method, const DovetailCaller *caller, guint status)
{
  char text[16];

  if (log_format == DOVETAIL_LOG_OFF)
    return;
  g_snprintf (text, sizeof text, "%u", status);
  write_line ("request", "method", known_method (method), "route", route, "status", text, "user",
              caller == NULL ? NULL : caller->user_id, "device", caller == NULL ? NULL : caller->client_id,
              NULL);
}

void
dovetail_log_failure (const char *where, const GError *error)
{
  if (log_format != DOVETAIL_LOG_OFF)
    write_line ("failure", "where", where, "message", error->message, NULL);
}

void
dovetail_log_event (const char *event)
{
  if (log_format != DOVETAIL_LOG_OFF)
    write_line (event, NULL);
}
