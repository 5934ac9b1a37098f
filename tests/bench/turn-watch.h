/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long the main loop of this process is busy at once, and what of that is drawing. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From here on, all turns of the main loop are watched. */
void     turn_watch_start      (void);
/* What the frames of a realized window draw is told apart from now on, and it has a frame at every beat. */
void     turn_watch_add_window (GtkWidget  *window);
/* Forgets what was seen so far. */
void     turn_watch_begin      (void);
/* Something has been done, or is about to be. */
void     turn_watch_touch      (void);
/* µs since the last turn that had something to do. */
gint64   turn_watch_get_quiet  (void);
/* µs for which the main thread had a processor. */
gint64   turn_watch_get_processor_time (void);
/* A line for each turn that had something to do: name, µs of processor without drawing, µs of processor with it
 * (0: no frame was drawn); and a line for each frame: "frames of " name, µs since the one before it by the clock of
 * the frames. */
void     turn_watch_print      (const char *name);

G_END_DECLS
