/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A cancellable that is cancelled with another one, or when time is up: no blocking call waits for ever. */
typedef struct _DovetailDeadline DovetailDeadline;

DovetailDeadline *dovetail_deadline_new             (GCancellable     *cancellable, /* may be NULL */
                                                     gint64            milliseconds);
GCancellable     *dovetail_deadline_get_cancellable (DovetailDeadline *deadline);   /* borrowed */
gboolean          dovetail_deadline_has_passed      (DovetailDeadline *deadline);   /* time was up first */
void              dovetail_deadline_free            (DovetailDeadline *deadline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailDeadline, dovetail_deadline_free)

G_END_DECLS
