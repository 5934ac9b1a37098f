/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

typedef struct _DovetailUndoStack DovetailUndoStack;

#define DOVETAIL_TYPE_WINDOW (dovetail_window_get_type ())
G_DECLARE_FINAL_TYPE (DovetailWindow, dovetail_window, DOVETAIL, WINDOW, AdwApplicationWindow)

DovetailWindow      *dovetail_window_new             (DovetailApplication *application);
DovetailApplication *dovetail_window_get_application (DovetailWindow      *self);
/* Takes the toast. */
void                 dovetail_window_add_toast       (DovetailWindow      *self,
                                                      AdwToast            *toast);
/* A failure in words: "what: why". */
void                 dovetail_window_report          (DovetailWindow      *self,
                                                      const char          *what,
                                                      const GError        *error);
/* A page of start-up in place of the tasks: opening, first run, key. The window takes it. */
void                 dovetail_window_show_page       (DovetailWindow      *self,
                                                      GtkWidget           *page);
/* The tasks themselves; the application's store is open. */
void                 dovetail_window_show_tasks      (DovetailWindow      *self);
void                 dovetail_window_show_task       (DovetailWindow      *self,
                                                      const char          *task_id);
void                 dovetail_window_quick_add       (DovetailWindow      *self,
                                                      const char          *text); /* NULL: only the focus */
/* Saves what was typed and not saved yet. FALSE: it could not be saved; the window keeps it. */
gboolean             dovetail_window_flush           (DovetailWindow      *self);
DovetailUndoStack   *dovetail_window_get_undo_stack  (DovetailWindow      *self);
/* Ends the application; asks first when something typed could not be saved. */
void                 dovetail_window_quit            (DovetailWindow      *self);

G_END_DECLS
