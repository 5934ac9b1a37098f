/* SPDX-License-Identifier: GPL-3.0-or-later */

/* undo: takes back what was done last on this device; said again, what was done before it. */
#include "store/undo.h"

#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/output-json.h"
#include "cli/table.h"
#include "cli/when.h"

/* What the journal calls it, in words. */
static const char *
name_kind (const char *kind)
{
  static const struct
  {
    const char *kind;
    const char *words;
  } names[] = {
    { "create", N_ ("adding") },
    { "edit", N_ ("changing") },
    { "move", N_ ("moving") },
    { "done", N_ ("completing") },
    { "reopen", N_ ("opening again") },
    { "delete", N_ ("deleting") },
    { "restore", N_ ("restoring") },
    { "discard", N_ ("discarding the changes of") },
    { "resolve", N_ ("answering a conflict") },
    { "unresolve", N_ ("opening a conflict again") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].kind, kind))
      return _ (names[i].words);
  return kind;
}

static char *
describe (const DovetailUndone *undone)
{
  g_autofree char *title = undone->title != NULL ? dovetail_text_for_terminal (undone->title) : NULL;

  if (title == NULL || *title == '\0')
    return g_strdup (name_kind (undone->kind));
  if (undone->changed + undone->passed > 1)
    return g_strdup_printf (_ ("%s “%s” and %u more"), name_kind (undone->kind), title,
                            undone->changed + undone->passed - 1);
  return g_strdup_printf (_ ("%s “%s”"), name_kind (undone->kind), title);
}

static gboolean
report (DovetailProgram *program, const DovetailUndone *undone, GError **error)
{
  g_autofree char *what = describe (undone);
  g_autofree char *when = dovetail_time_for_people (undone->time, program->zone);

  if (g_str_equal (undone->kind, "import"))
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                 _ ("the import of %s is not undone as a whole. Delete what you do not want; undo once more "
                    "takes back "
                    "what was done before it"),
                 when);
  else if (undone->changed == 0)
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                 _ ("nothing is left to undo of this: %s (%s). All of it was changed since"), what, when);
  else
    g_print (_ ("Undone: %s (%s)\n"), what, when);
  if (undone->changed > 0 && undone->passed > 0)
    g_printerr (ngettext ("%u was changed since and stays as it is\n",
                          "%u were changed since and stay as they are\n", undone->passed),
                undone->passed);
  return undone->changed > 0;
}

DOVETAIL_COMMAND (undo)
{
  g_auto (DovetailUndone) undone = { 0 };

  if (!dovetail_program_parse (program, NULL, words, 0, 0, error) || !dovetail_program_open (program, error)
      || !dovetail_store_undo (program->store, 0, &undone, error))
    return FALSE;
  program->changed = undone.changed > 0;
  return report (program, &undone, error);
}
