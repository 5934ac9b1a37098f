/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Typed text meets a change from elsewhere. */

#include "app/typed-text.h"

#include "app/merge-combine.h"
#include "core/record.h"
#include "core/schema.h"

static JsonNode *
value_of (const char *text)
{
  return text[0] == '\0' ? NULL : dovetail_value_string (text);
}

static char *
combine (const char *field, const char *started, const char *typed, const char *current)
{
  const DovetailSchema *schema = dovetail_schema_find (DOVETAIL_ENTITY_TASK);
  g_autoptr (JsonNode) base = value_of (started);
  g_autoptr (JsonNode) mine = value_of (typed);
  g_autoptr (JsonNode) theirs = value_of (current);
  g_autoptr (JsonNode) both
      = dovetail_combine (schema, dovetail_schema_find_field (schema, field), base, mine, theirs);

  return g_strdup (both == NULL ? "" : json_node_get_string (both));
}

char *
dovetail_typed_text_fit (
    const char *field, const char *started, const char *typed, const char *current, gboolean *replaced)
{
  g_return_val_if_fail (field != NULL && started != NULL && typed != NULL && current != NULL, NULL);
  g_return_val_if_fail (replaced != NULL, NULL);

  *replaced = FALSE;
  /* a task keeps its title rather than have none */
  if (g_str_equal (typed, started) || g_str_equal (typed, current)
      || (g_str_equal (field, "title") && typed[0] == '\0'))
    return NULL;
  if (g_str_equal (current, started))
    return g_strdup (typed);
  if (g_str_equal (field, "notes"))
    return combine (field, started, typed, current);
  *replaced = TRUE;
  return g_strdup (typed);
}
