/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a screen reader finds in the windows of the app. */

#pragma once

#include "accessible-bus.h"

typedef struct
{
  char     *path;   /* of the object on the accessibility bus */
  char     *name;
  char     *place;  /* which child of which child it is, from its window down, as in "0/2/1" */
  guint     parent; /* its index in the tree; G_MAXUINT: a window itself */
  guint     depth;
  GPtrArray *children; /* not owned */
  int       n_children;
  /* once it was measured */
  AtspiRole kind;
  guint64   states;
  AtspiRect extents; /* in the window */
  gboolean  laid_out;
} AccessibleNode;

/* What is in windows, parents before their children. Dialogs are windows of their own: the newest is read first. */
typedef struct
{
  AccessibleBus *bus;     /* not owned */
  GPtrArray     *nodes;   /* of AccessibleNode */
  GPtrArray     *windows; /* not read yet */
} AccessibleTree;

AccessibleTree *accessible_tree_new     (AccessibleBus  *bus);
void            accessible_tree_free    (AccessibleTree *tree);
/* Adds the next window; FALSE when all were read. */
gboolean        accessible_tree_read_next (AccessibleTree *tree);
/* Asks where everything is, and what. */
void            accessible_tree_measure (AccessibleTree *tree);
char           *accessible_tree_describe (AccessibleTree *tree);

AccessibleNode *accessible_tree_get     (AccessibleTree *tree,
                                         guint           index);
/* The first whose name matches PATTERN (with * and ?) and which is laid out, measured; NULL when there is none. Reads
 * windows until it is there. */
AccessibleNode *accessible_tree_find    (AccessibleTree *tree,
                                         const char     *pattern);
/* NULL when it is not in what was read. */
AccessibleNode *accessible_tree_get_at  (AccessibleTree *tree,
                                         const char     *path);
/* It is ANCESTOR, or in it. */
gboolean        accessible_tree_is_below (AccessibleTree       *tree,
                                          const AccessibleNode *node,
                                          const AccessibleNode *ancestor);
/* Something that a person works with. */
gboolean        accessible_node_is_control (const AccessibleNode *node);
gboolean        accessible_node_has_state  (const AccessibleNode *node,
                                            AtspiStateType        state);
/* It has a name, or what it consists of says one. */
gboolean        accessible_tree_has_name (AccessibleTree *tree,
                                          guint           index);
/* The object that has the keyboard, in one question; "" when nothing says so. */
char           *accessible_bus_find_focus (AccessibleBus *bus);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AccessibleTree, accessible_tree_free)
