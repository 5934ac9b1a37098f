/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a test of the window works in: the app of one of two devices on a desktop, and what both devices hold. */

#pragma once

#include "family.h"
#include "window-driver.h"

typedef struct
{
  Family       *family;
  Device       *laptop; /* of the family; the one with the window */
  WindowDriver *driver;
} Room;

/* A desktop with a screen; all that a test program can have, before its first room. */
Desktop *room_open_desktop      (const char *size);

/* Takes the family. The app is not started yet. */
Room     room_new               (Desktop *desktop,
                                 Family  *family);
void     room_clear             (Room    *room);
/* Nothing went wrong that a developer would have been told about. */
void     room_assert_silent     (Room    *room);
void     room_quit_silently     (Room    *room);

/* Waits until COMMAND (list, pending, conflicts) gives so many rows with this title; NULL: with any. */
void     room_wait_for_rows     (Room       *room,
                                 Device     *device,
                                 const char *command,
                                 const char *title,
                                 guint       expected);
/* Waits until the laptop's task has this value, which is JSON text, in a field. */
void     room_wait_for_field    (Room       *room,
                                 const char *id,
                                 const char *field,
                                 const char *expected);
/* The phone syncs until both hold the same tasks and nothing is left to decide. */
void     room_wait_until_equal  (Room       *room);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Room, room_clear)
