/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any line typed into quick add: what comes out is text, and a due date can be read again. */

#include "core/quick-add.h"
#include "core/schema.h"
#include "core/timestamp.h"

#include "target.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1795176000000) /* 2026-11-20, noon */
#define MINUTE G_GINT64_CONSTANT (60000)

static gint64
to_utc (gpointer user_data, const DovetailCivil *civil)
{
  gint64 days = dovetail_civil_to_days (civil->year, civil->month, civil->day);

  return (days * 1440 + MAX (civil->hour, 0) * 60 + civil->minute) * MINUTE;
}

static void
from_utc (gpointer user_data, gint64 time, DovetailCivil *civil)
{
  gint64 minutes = time / MINUTE;

  dovetail_civil_from_days (minutes / 1440, civil);
  civil->hour = (int) (minutes / 60 % 24);
  civil->minute = (int) (minutes % 60);
}

static void
assert_text (const char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
}

static void
check_result (const DovetailQuickAdd *result)
{
  g_autoptr (JsonNode) title = dovetail_value_string ("t");
  g_autoptr (JsonNode) due = result->due == NULL ? NULL : dovetail_value_string (result->due);
  g_autoptr (JsonNode) named = dovetail_data_with (NULL, "title", title);
  g_autoptr (JsonNode) data = dovetail_data_with (named, "due", due);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (result->title);
  g_assert_nonnull (result->tags);
  assert_text (result->title);
  assert_text (result->list_name);
  assert_text (result->priority);
  assert_text (result->rrule);
  for (guint i = 0; result->tags[i] != NULL; i++)
    assert_text (result->tags[i]);
  dovetail_schema_validate (dovetail_schema_find ("task"), data, TRUE, &error);
  g_assert_no_error (error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const DovetailZone zone = { to_utc, from_utc, "Etc/UTC" };
  g_autofree char *line = g_utf8_make_valid ((const char *) data, (gssize) size);
  static const char *const locales[][2] = { { "C", NULL }, { "de_DE.UTF-8", NULL }, { "ar_EG.UTF-8", NULL } };

  for (gsize i = 0; i < G_N_ELEMENTS (locales); i++)
    {
      const DovetailQuickAddLanguage *language = dovetail_quick_add_find_language (locales[i]);
      g_autoptr (DovetailQuickAdd) result = dovetail_quick_add_parse (line, NOW, &zone, language);

      check_result (result);
    }

  return 0;
}
