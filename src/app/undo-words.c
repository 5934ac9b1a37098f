/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an undo did, in words. */

#include "app/undo-words.h"

#include <glib/gi18n.h>

#define TITLE_CHARACTERS 40

static char *
describe_one (const char *kind, const char *title)
{
  if (g_str_equal (kind, "create"))
    return g_strdup_printf (_ ("added “%s”"), title);
  if (g_str_equal (kind, "move"))
    return g_strdup_printf (_ ("moved “%s”"), title);
  if (g_str_equal (kind, "done"))
    return g_strdup_printf (_ ("completed “%s”"), title);
  if (g_str_equal (kind, "reopen"))
    return g_strdup_printf (_ ("opened “%s” again"), title);
  if (g_str_equal (kind, "delete"))
    return g_strdup_printf (_ ("deleted “%s”"), title);
  if (g_str_equal (kind, "restore"))
    return g_strdup_printf (_ ("restored “%s”"), title);
  if (g_str_equal (kind, "discard"))
    return g_strdup_printf (_ ("discarded the changes of “%s”"), title);
  if (g_str_equal (kind, "resolve"))
    return g_strdup_printf (_ ("decided about “%s”"), title);
  if (g_str_equal (kind, "unresolve"))
    return g_strdup_printf (_ ("put “%s” up for decision again"), title);
  return g_strdup_printf (_ ("changed “%s”"), title);
}

static char *
describe_several (const char *kind, guint n)
{
  if (g_str_equal (kind, "create"))
    return g_strdup_printf (ngettext ("added %u task", "added %u tasks", n), n);
  if (g_str_equal (kind, "move"))
    return g_strdup_printf (ngettext ("moved %u task", "moved %u tasks", n), n);
  if (g_str_equal (kind, "done"))
    return g_strdup_printf (ngettext ("completed %u task", "completed %u tasks", n), n);
  if (g_str_equal (kind, "reopen"))
    return g_strdup_printf (ngettext ("opened %u task again", "opened %u tasks again", n), n);
  if (g_str_equal (kind, "delete"))
    return g_strdup_printf (ngettext ("deleted %u task", "deleted %u tasks", n), n);
  if (g_str_equal (kind, "restore"))
    return g_strdup_printf (ngettext ("restored %u task", "restored %u tasks", n), n);
  if (g_str_equal (kind, "discard"))
    return g_strdup_printf (
        ngettext ("discarded the changes of %u task", "discarded the changes of %u tasks", n), n);
  if (g_str_equal (kind, "resolve"))
    return g_strdup_printf (ngettext ("decided about %u task", "decided about %u tasks", n), n);
  if (g_str_equal (kind, "unresolve"))
    return g_strdup_printf (
        ngettext ("put %u task up for decision again", "put %u tasks up for decision again", n), n);
  return g_strdup_printf (ngettext ("changed %u task", "changed %u tasks", n), n);
}

char *
dovetail_short_title (const char *title)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (title, -1) <= TITLE_CHARACTERS)
    return g_strdup (title);
  start = g_utf8_substring (title, 0, TITLE_CHARACTERS - 1);
  return g_strconcat (start, "…", NULL);
}

static char *
describe (const DovetailUndone *undone)
{
  const char *kind = undone->kind != NULL ? undone->kind : "";
  g_autofree char *title = NULL;

  if (undone->count > 1 || undone->title == NULL || undone->title[0] == '\0')
    return describe_several (kind, MAX (undone->count, 1));
  title = dovetail_short_title (undone->title);
  return describe_one (kind, title);
}

/* Translators: what was undone and what stayed as others made it, such as "Undid: completed 3 tasks. 1 was
 * changed since and stays as it is." */
static char *
add_passed (const char *words, guint passed)
{
  g_autofree char *stays = NULL;

  if (passed == 0)
    return g_strdup (words);
  stays = g_strdup_printf (ngettext ("%u was changed since and stays as it is.",
                                     "%u were changed since and stay as they are.", passed),
                           passed);
  return g_strdup_printf ("%s. %s", words, stays);
}

char *
dovetail_undo_words (const DovetailUndone *undone)
{
  g_autofree char *what = describe (undone);
  g_autofree char *words = NULL;

  if (g_strcmp0 (undone->kind, "import") == 0)
    return g_strdup (_ ("An import is not undone as a whole. Delete what you do not want."));
  if (undone->changed == 0)
    /* Translators: %s is what was to be undone, such as: completed “Pay rent” */
    return g_strdup_printf (_ ("Cannot be undone any more: %s. It was changed since."), what);
  /* Translators: %s is what was undone, such as: completed 3 tasks */
  words = g_strdup_printf (_ ("Undid: %s"), what);
  return add_passed (words, undone->passed);
}

char *
dovetail_redo_words (const DovetailUndone *redone)
{
  g_autofree char *what = describe (redone);
  g_autofree char *words = NULL;

  if (redone->changed == 0)
    /* Translators: %s is what was to be done again, such as: completed “Pay rent” */
    return g_strdup_printf (_ ("Cannot be done again: %s. It was changed since."), what);
  /* Translators: %s is what was done again, such as: completed 3 tasks */
  words = g_strdup_printf (_ ("Done again: %s"), what);
  return add_passed (words, redone->passed);
}
