/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The app, where it runs on the same store. */
typedef struct _DovetailRunningApp DovetailRunningApp;

/* NULL: no bus, no app, or one on another store. Never an error. */
DovetailRunningApp *dovetail_running_app_find         (const char          *profile,
                                                       const char          *directory);
void                dovetail_running_app_free         (DovetailRunningApp  *app);
/* Asks it to sync and waits for the end of the job. Transfer full: the job's id. */
char               *dovetail_running_app_sync         (DovetailRunningApp  *app,
                                                       const char          *kind, /* auto, full, incremental */
                                                       GError             **error);
/* Says that the store was written, to whoever listens; does not wait for an answer. */
void                dovetail_running_app_tell_changed (const char          *profile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailRunningApp, dovetail_running_app_free)

G_END_DECLS
