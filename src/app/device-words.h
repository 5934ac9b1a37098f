/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/device-list.h"

G_BEGIN_DECLS

/* A device that is signed in, in words. All are transfer full. */
char *dovetail_device_words_name    (const DovetailListedDevice *device);
/* "This device · synced 2 minutes ago", "Anna · never synced", "Anna · shut out" */
char *dovetail_device_words_state   (const DovetailListedDevice *device,
                                     gint64                      now);
/* What shutting it out means. */
char *dovetail_device_words_warning (const DovetailListedDevice *device);

G_END_DECLS
