/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window.h"
#include "core/patch.h"
#include "core/quick-add.h"
#include "store/query.h"

G_BEGIN_DECLS

/* What the user does to tasks and lists, each with its way back: a toast with Undo. Failures become toasts too. */

/* The field of a task that comes again; transfer full. */
JsonNode *dovetail_task_edits_recurrence (const char         *rule,
                                          const char         *series_id);
/* Adds what a line says; view and list_id say where the user stood. Returns the new task's id, NULL on error. */
char     *dovetail_task_edits_add       (DovetailApplication *application,
                                         const char          *line,
                                         DovetailView         view,
                                         const char          *list_id,
                                         GError             **error);
/* What standing in a view adds to a line that does not say otherwise: due today, priority. */
void      dovetail_task_edits_default   (DovetailApplication *application,
                                         DovetailQuickAdd    *quick_add,
                                         DovetailView         view);
char     *dovetail_task_edits_add_child (DovetailWindow      *window,
                                         const char          *parent_id,
                                         const char          *title);
gboolean  dovetail_task_edits_patch     (DovetailWindow      *window,
                                         const char          *task_id,
                                         JsonNode            *patch);
/* The same without a toast: whoever asks says what went wrong. */
gboolean  dovetail_task_edits_try_patch (DovetailApplication *application,
                                         const char          *task_id,
                                         JsonNode            *patch,
                                         GError             **error);
/* A toast that says what was done just now, and undoes it. words: plain text. */
void      dovetail_task_edits_offer_undo (DovetailWindow     *window,
                                          const char         *words);
void      dovetail_task_edits_set_done  (DovetailWindow      *window,
                                         const char          *task_id,
                                         gboolean             done);
void      dovetail_task_edits_delete    (DovetailWindow      *window,
                                         const char          *task_id);

G_END_DECLS
