/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a screen reader finds in a window, and where the keyboard comes to in it. */

#pragma once

#include "window-driver.h"

typedef struct
{
  char     *path;   /* of the object on the accessibility bus */
  char     *name;
  char     *role;   /* in words, as in "push button" */
  char     *place;  /* which child of which child it is, from the window down, as in "0/2/1" */
  guint     parent; /* its index in the tree; G_MAXUINT: the window itself */
  guint     depth;
  AtspiRole kind;
  AtspiRect extents; /* in the window */
  gboolean  laid_out;
  gboolean  focusable;
  gboolean  sensitive;
} AccessibleNode;

/* The newest window of the app, parents before their children. */
GPtrArray  *accessible_tree_read       (WindowDriver *driver);
char       *accessible_tree_describe   (GPtrArray    *tree);
/* Something that a person works with. */
gboolean    accessible_node_is_control (AccessibleNode *node);
/* It has a name, or what it consists of says one. */
gboolean    accessible_tree_has_name   (GPtrArray *tree,
                                        guint      index);

/* Where the keyboard goes with Tab, until it comes to where it was. */
typedef struct
{
  GHashTable *reached; /* the paths of the objects, as a set */
  guint       nowhere; /* how often nothing said that it has the keyboard */
} KeyboardWalk;

KeyboardWalk *keyboard_walk_new     (WindowDriver *driver);
void          keyboard_walk_free    (KeyboardWalk *walk);
/* It is on the screen, as far as that can be told. */
gboolean      accessible_tree_is_seen (WindowDriver *driver,
                                       GPtrArray    *tree,
                                       KeyboardWalk *walk,
                                       guint         index);
gboolean      keyboard_walk_reached (KeyboardWalk *walk,
                                     WindowDriver *driver,
                                     GPtrArray    *tree,
                                     guint         index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeyboardWalk, keyboard_walk_free)
