/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the keyboard comes to in a window. */

#pragma once

#include "accessible-tree.h"
#include "window-driver.h"

/* Where the keyboard goes with Tab, until it comes to where it was. */
typedef struct
{
  GHashTable *reached; /* the paths of the objects, as a set */
  guint       nowhere; /* how often nothing said that it has the keyboard */
} KeyboardWalk;

KeyboardWalk *keyboard_walk_new     (WindowDriver *driver);
void          keyboard_walk_free    (KeyboardWalk *walk);
/* It is on the screen, as far as that can be told. */
gboolean      keyboard_walk_sees    (KeyboardWalk   *walk,
                                     AccessibleTree *tree,
                                     guint           index);
gboolean      keyboard_walk_reached (KeyboardWalk   *walk,
                                     AccessibleTree *tree,
                                     guint           index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeyboardWalk, keyboard_walk_free)
