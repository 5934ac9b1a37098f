/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The part of a desktop that shows notifications: takes them on the session bus, remembers them, and presses their buttons. */

#pragma once

#include "desktop.h"

typedef struct _NotificationDesk NotificationDesk;

typedef struct
{
  guint  id;
  char  *summary;
  char  *body;
  char **actions; /* key, label, key, label ... */
} DeskNotice;

void              desk_notice_free                (DeskNotice       *notice);

NotificationDesk *notification_desk_new           (Desktop          *desktop);
void              notification_desk_free          (NotificationDesk *desk);
/* The newest with this summary; waits for one. */
DeskNotice       *notification_desk_wait          (NotificationDesk *desk,
                                                   const char       *summary);
/* How many with this summary were ever shown; one that took the place of another counts. */
guint             notification_desk_count         (NotificationDesk *desk,
                                                   const char       *summary);
void              notification_desk_wait_withdrawn (NotificationDesk *desk,
                                                    const DeskNotice *notice);
/* Presses the button with this label; "default": the notification itself. */
void              notification_desk_press         (NotificationDesk *desk,
                                                   const DeskNotice *notice,
                                                   const char       *label);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskNotice, desk_notice_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NotificationDesk, notification_desk_free)
