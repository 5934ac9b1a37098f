/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Works the real window as a person with a screen reader and a keyboard would. */

#pragma once

#include "accessible-tree.h"
#include "desktop.h"
#include "device.h"

typedef struct _WindowDriver WindowDriver;

void             window_driver_prepare    (Desktop *desktop);
WindowDriver    *window_driver_new        (Desktop *desktop,
                                           Device  *device);
void             window_driver_free       (WindowDriver *driver);
void             window_driver_launch     (WindowDriver *driver,
                                           ...) G_GNUC_NULL_TERMINATED;
void             window_driver_quit       (WindowDriver *driver);
void             window_driver_wait_end   (WindowDriver *driver);
void             window_driver_terminate  (WindowDriver *driver);
char           **window_driver_get_environment (WindowDriver *driver);
char            *window_driver_take_words (WindowDriver *driver);

AccessibleTree  *window_driver_read       (WindowDriver *driver);
AtspiRect        window_driver_find       (WindowDriver *driver,
                                           const char   *pattern);
gboolean         window_driver_shows      (WindowDriver *driver,
                                           const char   *pattern);
void             window_driver_wait_gone  (WindowDriver *driver,
                                           const char   *pattern);
void             window_driver_wait_until (WindowDriver *driver,
                                           Condition     condition,
                                           gpointer      data,
                                           const char   *what);
void             window_driver_focus      (WindowDriver *driver,
                                           const char   *pattern);
void             window_driver_activate   (WindowDriver *driver,
                                           const char   *pattern);
void             window_driver_key        (WindowDriver *driver,
                                           const char   *keys);
void             window_driver_type       (WindowDriver *driver,
                                           const char   *text);
void             window_driver_fill       (WindowDriver *driver,
                                           const char   *pattern,
                                           const char   *text);
void             window_driver_wait_text  (WindowDriver *driver,
                                           const char   *pattern,
                                           const char   *text);
void             window_driver_picture    (WindowDriver *driver,
                                           const char   *name);
void             window_driver_picture_of   (WindowDriver *driver,
                                             const char   *name,
                                             const char   *pattern);
void             window_driver_wait_usable  (WindowDriver *driver,
                                             const char   *pattern);
char            *window_driver_describe   (WindowDriver *driver);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WindowDriver, window_driver_free)
