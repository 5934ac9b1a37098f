/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window.h"

G_BEGIN_DECLS

/* Undo and redo of a window: the journal of the store, and what was taken back from it. Actions "win.undo" and "win.redo"
 * are enabled as there is something. */
#define DOVETAIL_TYPE_UNDO_STACK (dovetail_undo_stack_get_type ())
G_DECLARE_FINAL_TYPE (DovetailUndoStack, dovetail_undo_stack, DOVETAIL, UNDO_STACK, GObject)

DovetailUndoStack *dovetail_undo_stack_new     (DovetailWindow    *window); /* that owns it */
/* action: of the journal; 0: the newest. Says what was undone. */
void               dovetail_undo_stack_undo    (DovetailUndoStack *self,
                                                gint64             action);
void               dovetail_undo_stack_redo    (DovetailUndoStack *self);
/* Something was done: asks what there is to undo. */
void               dovetail_undo_stack_refresh (DovetailUndoStack *self);
/* A toast with Undo for what was done last, that is action. words: plain text. */
void               dovetail_undo_stack_offer   (DovetailUndoStack *self,
                                                const char        *words,
                                                gint64             action);

G_END_DECLS
