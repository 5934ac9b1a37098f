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

/* What each answer does, and to how many. */
static char *
consequences (guint number, gboolean set_back)
{
  if (set_back)
    return g_strdup_printf (
        ngettext (
            "Keep yours, and it is uploaded as you know it. Let it go, and it becomes what the server has.",
            "Keep yours, and all %u are uploaded as you know them. Let them go, and all %u become what the "
            "server has.",
            number),
        number, number);
  return g_strdup_printf (
      ngettext (
          "Keep yours, and it is uploaded again for everybody. Let it go, and it is deleted here as well.",
          "Keep yours, and all %u are uploaded again for everybody. Let them go, and all %u are deleted here "
          "as well.",
          number),
      number, number);
}

char *
dovetail_held_words_body (GPtrArray *held)
{
  gboolean set_back = is_set_back (held);
  g_autofree char *then = consequences (held->len, set_back);

  return g_strdup_printf (
      "%s\n\n%s %s",
      set_back
          ? _ ("It was set back, or it is another server. Everything is still here, as you know it.")
          : _ (
              "Somebody deleted very much at once, or something went wrong there. Everything is still here."),
      then, _ ("What you uncheck goes on waiting."));
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
