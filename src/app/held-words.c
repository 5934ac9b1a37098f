/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of records that a sync would have taken away. A server that has another state of some of them
 * was set back, or is another one; otherwise it wants to delete. */

#include "app/held-words.h"

#include <glib/gi18n.h>

static gboolean
is_set_back (GPtrArray *held)
{
  for (guint i = 0; i < held->len; i++)
    if (((DovetailHeld *) held->pdata[i])->cause == DOVETAIL_HELD_OTHER)
      return TRUE;
  return FALSE;
}

static gboolean
are_tasks (GPtrArray *held)
{
  for (guint i = 0; i < held->len; i++)
    if (!g_str_equal (((DovetailHeld *) held->pdata[i])->replica->current->entity_type, DOVETAIL_ENTITY_TASK))
      return FALSE;
  return TRUE;
}

char *
dovetail_held_words_heading (GPtrArray *held)
{
  if (is_set_back (held))
    return g_strdup_printf (are_tasks (held)
                                ? ngettext ("The server has an earlier state of %u task",
                                            "The server has an earlier state of %u tasks", held->len)
                                : ngettext ("The server has an earlier state of %u record",
                                            "The server has an earlier state of %u records", held->len),
                            held->len);
  return g_strdup_printf (
      are_tasks (held)
          ? ngettext ("The server wants to delete %u task", "The server wants to delete %u tasks", held->len)
          : ngettext ("The server wants to delete %u task or list",
                      "The server wants to delete %u tasks and lists", held->len),
      held->len);
}

char *
dovetail_held_words_body (GPtrArray *held)
{
  if (is_set_back (held))
    return g_strdup (
        _ ("It was set back, or it is another server. Everything is still here, as you know it. You "
           "can upload it again, or take what the server has."));
  return g_strdup (
      _ ("Somebody deleted very much at once, or something went wrong there. Everything is still "
         "here. You can upload it again for everybody, or let it go."));
}

static const char *
what_the_server_says (const DovetailHeld *held)
{
  if (held->cause == DOVETAIL_HELD_DELETED)
    return _ ("deleted on the server");
  if (held->cause == DOVETAIL_HELD_MISSING)
    return _ ("not on the server");
  if (held->theirs != NULL && held->theirs->deleted)
    return _ ("deleted on the server");
  return held->replica->current->deleted ? _ ("deleted here, still on the server")
                                         : _ ("different on the server");
}

char *
dovetail_held_words_record (const DovetailHeld *held)
{
  const char *title = dovetail_record_get_title (held->replica->current);

  /* Translators: a task's title, then what the server says of it */
  return g_strdup_printf (_ ("%s (%s)"), *title != '\0' ? title : _ ("Without a title"),
                          what_the_server_says (held));
}
