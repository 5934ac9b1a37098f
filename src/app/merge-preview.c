/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The task as it will be: one row like those of the list, with what stands beside the title in words. */
#include "app/merge-preview.h"

#include <glib/gi18n.h>

#include "app/value-words.h"
#include "core/data.h"

/* Only what the record has. */
static void
add_words (GPtrArray *words, DovetailStore *store, const char *entity_type, JsonNode *data, const char *field)
{
  JsonNode *value = dovetail_data_get (data, field);

  if (value == NULL
      || (JSON_NODE_HOLDS_ARRAY (value) && json_array_get_length (json_node_get_array (value)) == 0)
      || g_strcmp0 (dovetail_data_get_string (data, field), "none") == 0)
    return;
  g_ptr_array_add (words, dovetail_words_value (store, entity_type, field, value));
}

static char *
details_words (DovetailStore *store, const char *entity_type, JsonNode *data)
{
  static const char *const fields[] = { "due", "list_id", "priority", "tags", "recurrence", "notes" };
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    add_words (words, store, entity_type, data, fields[i]);
  g_ptr_array_add (words, NULL);
  joined = g_strjoinv (" · ", (char **) words->pdata);
  return g_strdelimit (g_steal_pointer (&joined), "\n", ' ');
}

void
dovetail_merge_preview_show (AdwActionRow *row,
                             GtkImage *check,
                             DovetailMergeSession *session,
                             DovetailStore *store)
{
  g_return_if_fail (ADW_IS_ACTION_ROW (row));
  g_return_if_fail (DOVETAIL_IS_MERGE_SESSION (session));

  const char *entity_type = dovetail_merge_session_get_conflict (session)->entity_type;
  g_autoptr (JsonNode) data = dovetail_merge_session_preview (session);
  gboolean done = g_strcmp0 (dovetail_data_get_string (data, "status"), "done") == 0;
  gboolean deleted = dovetail_merge_session_count_undecided (session) == 0
                     && dovetail_merge_session_stays_deleted (session);
  const char *title = dovetail_data_get_string (data, "title");
  g_autofree char *escaped = NULL;
  g_autofree char *details = details_words (store, entity_type, data);
  g_autofree char *subtitle = g_markup_escape_text (deleted ? _ ("Deleted") : details, -1);

  if (title == NULL)
    title = dovetail_data_get_string (data, "name");
  escaped = g_markup_escape_text (title != NULL && *title != '\0' ? title : _ ("Untitled"), -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped);
  adw_action_row_set_subtitle (row, subtitle);
  gtk_image_set_from_icon_name (check, deleted ? "user-trash-symbolic"
                                       : done  ? "emblem-ok-symbolic"
                                               : "radio-symbolic");
}
