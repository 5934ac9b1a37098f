/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Waits for a time of the wall clock: also across suspend, and where the clock is set. A timeout of GLib counts only while
 * the computer is awake, and knows nothing of a clock that was put right. */
typedef struct _DovetailWallTimer DovetailWallTimer;

/* func is called on the thread's default main context when the time has come, and when the clock jumped: it looks at the
 * clock itself, and sets the timer again. */
DovetailWallTimer *dovetail_wall_timer_new  (void (*func) (gpointer user_data),
                                             gpointer user_data);
void               dovetail_wall_timer_free (DovetailWallTimer *self);
/* time in ms since 1970; G_MAXINT64: only a jump of the clock is told. One that has passed comes at once. */
void               dovetail_wall_timer_set  (DovetailWallTimer *self,
                                             gint64             time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailWallTimer, dovetail_wall_timer_free)

G_END_DECLS
