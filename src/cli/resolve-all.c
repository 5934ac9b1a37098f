/* SPDX-License-Identifier: GPL-3.0-or-later */

/* resolve --all: one choice for all open conflicts, or for those of one cause, one list, or like another. */
#include "cli/resolve-all.h"

#include <glib/gi18n.h>

#include "cli/lookup.h"
#include "cli/table.h"
#include "json/json.h"
#include "store/answers.h"

static GPtrArray *
find_like (DovetailProgram *program, const char *id, GError **error)
{
  g_autoptr (DovetailConflict) conflict = dovetail_lookup_conflict (program->store, id, error);

  return conflict != NULL ? dovetail_store_similar_conflicts (program->store, conflict, error) : NULL;
}

static GPtrArray *
find_filtered (DovetailProgram *program, const DovetailResolveAll *choice, GError **error)
{
  DovetailConflictFilter filter = { .cause = choice->cause };
  g_autoptr (DovetailReplica) list = NULL;
  DovetailCause cause;

  if (choice->cause != NULL && !dovetail_cause_from_string (choice->cause, &cause))
    return dovetail_program_misused (error, _ ("“%s” is no cause of a conflict"), choice->cause), NULL;
  if (choice->list != NULL && g_ascii_strcasecmp (choice->list, "inbox") == 0)
    filter.list_id = "";
  else if (choice->list != NULL)
    {
      list = dovetail_lookup_list (program->store, choice->list, error);
      if (list == NULL)
        return NULL;
      filter.list_id = list->current->entity_id;
    }
  return dovetail_store_filter_conflicts (program->store, &filter, error);
}

static const char *
title_of (DovetailConflict *conflict)
{
  JsonNode *data = conflict->sides[DOVETAIL_SIDE_THEIRS] != NULL ? conflict->sides[DOVETAIL_SIDE_THEIRS]
                                                                 : conflict->sides[DOVETAIL_SIDE_MINE];
  const char *title = dovetail_data_get_string (data, "title");

  if (title == NULL)
    title = dovetail_data_get_string (data, "name");
  return title != NULL ? title : "";
}

static char *
say_value (JsonNode *value)
{
  g_autofree char *text = value == NULL || JSON_NODE_HOLDS_NULL (value)
                              ? g_strdup (_ ("(none)"))
                              : dovetail_json_generate (value, NULL);

  return dovetail_text_for_terminal (text);
}

static void
print_preview (const DovetailAnswerPreview *preview)
{
  g_autofree char *title = dovetail_text_for_terminal (title_of (preview->conflict));
  JsonObjectIter iter;
  const char *field;
  JsonNode *after;

  g_print ("%s  %s\n", preview->conflict->conflict_id, title);
  if (!preview->possible)
    g_print ("  %s\n", _ ("was deleted, and stays open"));
  else if (dovetail_data_is_empty (preview->after))
    g_print ("  %s\n", _ ("stays as it is"));
  json_object_iter_init_ordered (&iter, json_node_get_object (preview->after));
  while (json_object_iter_next_ordered (&iter, &field, &after))
    {
      g_autofree char *old = say_value (dovetail_data_get (preview->before, field));
      g_autofree char *new = say_value (after);

      g_print ("  %s: %s -> %s\n", field, old, new);
    }
}

static gboolean
show_previews (DovetailProgram *program, GPtrArray *conflicts, const char *strategy, GError **error)
{
  g_autoptr (GPtrArray) previews
      = dovetail_store_preview_answers (program->store, conflicts, strategy, error);

  for (guint i = 0; previews != NULL && i < previews->len; i++)
    print_preview (g_ptr_array_index (previews, i));
  return previews != NULL;
}

static gboolean
answer (DovetailProgram *program, GPtrArray *conflicts, const char *strategy, GError **error)
{
  g_auto (GStrv) answered = dovetail_store_resolve_conflicts (program->store, conflicts, strategy, error);
  guint count = answered != NULL ? g_strv_length (answered) : 0;

  if (answered == NULL)
    return FALSE;
  program->changed = count > 0;
  g_print (ngettext ("%u conflict answered\n", "%u conflicts answered\n", count), count);
  if (count < conflicts->len)
    g_printerr (ngettext ("%u stays open: its task was deleted meanwhile\n",
                          "%u stay open: their tasks were deleted meanwhile\n", conflicts->len - count),
                conflicts->len - count);
  return TRUE;
}

gboolean
dovetail_resolve_all (DovetailProgram *program, const DovetailResolveAll *choice, GError **error)
{
  g_autoptr (GPtrArray) conflicts = choice->like != NULL ? find_like (program, choice->like, error)
                                                         : find_filtered (program, choice, error);

  if (conflicts == NULL)
    return FALSE;
  if (conflicts->len == 0)
    {
      g_print ("%s\n", _ ("No such conflicts."));
      return TRUE;
    }
  return choice->dry_run ? show_previews (program, conflicts, choice->strategy, error)
                         : answer (program, conflicts, choice->strategy, error);
}
