/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Deletions that a sync held: the user's answer, and the reminder that one is asked for. */
#include "cli/held.h"

#include <glib/gi18n.h>

#include "cli/running-app.h"
#include "store/held.h"

gboolean
dovetail_held_answer_read (
    gboolean accept, gboolean restore, char **only, DovetailHeldAnswer *answer, GError **error)
{
  if (accept && restore)
    return dovetail_program_misused (error,
                                     _ ("--accept-deletions and --restore-deletions exclude each other"));
  if (only != NULL && !accept && !restore)
    return dovetail_program_misused (error,
                                     _ ("--only belongs to --accept-deletions or --restore-deletions"));
  *answer = accept    ? DOVETAIL_HELD_ANSWER_ACCEPT
            : restore ? DOVETAIL_HELD_ANSWER_RESTORE
                      : DOVETAIL_HELD_ANSWER_LATER;
  return TRUE;
}

/* The one held record whose id begins with the text. */
static const char *
find_held (GPtrArray *all, const char *text, GError **error)
{
  const char *found = NULL;

  for (guint i = 0; i < all->len; i++)
    {
      const DovetailHeld *held = g_ptr_array_index (all, i);

      if (!g_str_has_prefix (held->replica->current->entity_id, text))
        continue;
      if (found != NULL)
        {
          g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                       _ ("“%s” is the beginning of several ids. Give more of it"), text);
          return NULL;
        }
      found = held->replica->current->entity_id;
    }
  if (found == NULL)
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND, _ ("nothing with the id “%s” is held"),
                 text);
  return found;
}

/* Transfer full. */
static char **
find_all_held (DovetailProgram *program, char **only, GError **error)
{
  g_autoptr (GPtrArray) all = dovetail_store_list_held (program->store, 0, error);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (; all != NULL && *only != NULL; only++)
    {
      const char *id = find_held (all, *only, error);

      if (id == NULL)
        return NULL;
      g_strv_builder_add (ids, id);
    }
  return all != NULL ? g_strv_builder_end (ids) : NULL;
}

gboolean
dovetail_held_answer_give (DovetailProgram *program, DovetailHeldAnswer answer, char **only, GError **error)
{
  guint held = dovetail_store_count_held (program->store);
  g_auto (GStrv) ids = NULL;
  gboolean given;

  if (answer == DOVETAIL_HELD_ANSWER_LATER)
    return TRUE;
  if (held == 0)
    {
      g_printerr (_ ("No deletions are held\n"));
      return TRUE;
    }
  if (only != NULL && (ids = find_all_held (program, only, error)) == NULL)
    return FALSE;
  given = dovetail_store_answer_held (program->store, answer == DOVETAIL_HELD_ANSWER_ACCEPT,
                                      (const char *const *) ids, NULL, error);
  if (given)
    dovetail_running_app_tell_changed (program->profile);
  return given;
}

void
dovetail_held_remind (DovetailProgram *program)
{
  guint held = dovetail_store_count_held (program->store);

  if (held > 0)
    g_printerr (
        ngettext ("The server would take %u record away; it is held. Let it go with: dovetailctl sync "
                  "--accept-deletions, or keep it with: dovetailctl sync --restore-deletions\n",
                  "The server would take %u records away; they are held. Let them go with: dovetailctl "
                  "sync --accept-deletions, or keep them with: dovetailctl sync --restore-deletions\n",
                  held),
        held);
}
