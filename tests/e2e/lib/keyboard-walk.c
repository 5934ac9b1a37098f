/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One question tells where the keyboard is; what can be seen is found by asking what is at a point. */

#include "keyboard-walk.h"

#include <string.h>

/* More stops than any window has. */
#define MOST_STOPS 250
#define MOST_NOWHERE 12

typedef struct
{
  AccessibleBus *bus;
  char *before;
  char *now;
} Keyboard;

static void
keyboard_clear (Keyboard *keyboard)
{
  g_free (keyboard->before);
  g_free (keyboard->now);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Keyboard, keyboard_clear)

static gboolean
has_moved (gpointer data)
{
  Keyboard *keyboard = data;
  g_free (keyboard->now);
  keyboard->now = accessible_bus_find_focus (keyboard->bus);
  return strcmp (keyboard->now, keyboard->before) != 0;
}

static gboolean
is_below (AccessibleTree *tree, guint index, guint ancestor)
{
  return accessible_tree_is_below (tree, accessible_tree_get (tree, index), accessible_tree_get (tree, ancestor));
}

/* Says where the keyboard is; FALSE when that is nothing that a screen reader finds in the window. */
static gboolean
tell_where (Keyboard *keyboard, AccessibleTree *tree, const char *keys)
{
  for (guint i = 0; i < tree->nodes->len; i++)
    {
      const AccessibleNode *node = accessible_tree_get (tree, i);
      if (strcmp (node->path, keyboard->now) == 0)
        {
          g_autofree char *role = atspi_role_get_name (node->kind);
          g_test_message ("%s: %s \"%s\"", keys, role, node->name);
          return TRUE;
        }
    }
  g_test_message ("%s: nothing that is in the window", keys);
  return FALSE;
}

/* Presses KEYS; whether the keyboard is elsewhere then. */
static gboolean
press (WindowDriver *driver, Keyboard *keyboard, const char *keys)
{
  g_free (keyboard->before);
  keyboard->before = accessible_bus_find_focus (keyboard->bus);
  window_driver_key (driver, keys);
  return wait_until_or_late (has_moved, keyboard, 1);
}

/* A row whose text is edited, and a search entry: libadwaita 1.2 and GTK 4.8 do not say when the keyboard is in them. */
static gboolean
keeps_focus_to_itself (AccessibleTree *tree, guint index)
{
  const AccessibleNode *node = accessible_tree_get (tree, index);
  if (node->kind == ATSPI_ROLE_ENTRY)
    return TRUE;
  if (node->kind != ATSPI_ROLE_TEXT)
    return FALSE;
  for (guint i = index + 1; i < tree->nodes->len && is_below (tree, i, index); i++)
    if (strcmp (accessible_tree_get (tree, i)->name, "AdwGizmo") == 0)
      return TRUE;
  return FALSE;
}

KeyboardWalk *
keyboard_walk_new (WindowDriver *driver)
{
  KeyboardWalk *walk = g_new0 (KeyboardWalk, 1);
  g_autoptr (AccessibleTree) tree = window_driver_read (driver);
  g_auto (Keyboard) keyboard = { tree->bus, NULL, NULL };

  accessible_tree_read_next (tree);
  accessible_tree_measure (tree);
  walk->reached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint stop = 0; stop < MOST_STOPS && walk->nowhere < MOST_NOWHERE; stop++)
    {
      gboolean moved = press (driver, &keyboard, "Tab");
      if (!tell_where (&keyboard, tree, "Tab"))
        walk->nowhere++;
      if (*keyboard.now == '\0')
        continue;
      if (!moved || !g_hash_table_add (walk->reached, g_strdup (keyboard.now)))
        break;
    }
  return walk;
}

void
keyboard_walk_free (KeyboardWalk *walk)
{
  g_hash_table_unref (walk->reached);
  g_free (walk);
}

/* --- what can be seen --- */

static gboolean
holds_point (const AtspiRect *rect, int x, int y)
{
  return x >= rect->x && x < rect->x + rect->width && y >= rect->y && y < rect->y + rect->height;
}

/* The row of a list that INDEX is in. */
static guint
row_of (AccessibleTree *tree, guint index)
{
  while (index != G_MAXUINT && accessible_tree_get (tree, index)->kind != ATSPI_ROLE_LIST_ITEM)
    index = accessible_tree_get (tree, index)->parent;
  return index;
}

static gboolean
holds_reached (AccessibleTree *tree, KeyboardWalk *walk, guint index)
{
  for (guint i = index; i < tree->nodes->len && is_below (tree, i, index); i++)
    if (g_hash_table_contains (walk->reached, accessible_tree_get (tree, i)->path))
      return TRUE;
  return FALSE;
}

/* The keyboard came to another page of the same stack. */
static gboolean
another_page_is_shown (AccessibleTree *tree, KeyboardWalk *walk, guint page)
{
  for (guint i = 0; i < tree->nodes->len; i++)
    if (i != page
        && accessible_tree_get (tree, i)->parent == accessible_tree_get (tree, page)->parent
        && holds_reached (tree, walk, i) && !holds_reached (tree, walk, page))
      return TRUE;
  return FALSE;
}

/* The object at a point of the window; "" when there is none. */
static char *
find_at (AccessibleTree *tree, int x, int y)
{
  g_autoptr (GVariant) reply
      = accessible_bus_ask (tree->bus, accessible_tree_get (tree, 0)->path, "org.a11y.atspi.Component",
                            "GetAccessibleAtPoint", g_variant_new ("(iiu)", x, y, ATSPI_COORD_TYPE_WINDOW));
  char *path = NULL;
  if (reply != NULL)
    g_variant_get (reply, "((so))", NULL, &path);
  return path != NULL ? path : g_strdup ("");
}

/* GTK 4.8 does not say which page of a stack is shown and whether a pane is folded away: what is, is found at its own
 * middle. What has been scrolled away counts as seen when what scrolls it is. */
gboolean
keyboard_walk_sees (KeyboardWalk *walk, AccessibleTree *tree, guint index)
{
  AtspiRect rect = accessible_tree_get (tree, index)->extents;
  guint seen = index;
  for (guint i = index; i != G_MAXUINT; i = accessible_tree_get (tree, i)->parent)
    {
      const AccessibleNode *around = accessible_tree_get (tree, i);
      gboolean is_page = strcmp (around->name, "GtkStackPage") == 0;
      if (is_page ? another_page_is_shown (tree, walk, i) : !around->laid_out)
        return FALSE;
      if (around->kind == ATSPI_ROLE_SCROLL_PANE
          && !holds_point (&around->extents, rect.x + rect.width / 2, rect.y + rect.height / 2))
        {
          rect = around->extents;
          seen = i;
        }
    }
  if (!holds_point (&accessible_tree_get (tree, 0)->extents, rect.x + rect.width / 2, rect.y + rect.height / 2))
    return FALSE;
  g_autofree char *there = find_at (tree, rect.x + rect.width / 2, rect.y + rect.height / 2);
  for (guint i = 0; i < tree->nodes->len; i++)
    if (strcmp (accessible_tree_get (tree, i)->path, there) == 0)
      return is_below (tree, i, seen) || is_below (tree, seen, i);
  return TRUE;
}

/* Tab comes to a list once, to the row where the arrows were last; the arrows go on to the others, and Tab from each
 * into what can be focused in it. */
static gboolean
is_in_reached_list (AccessibleTree *tree, KeyboardWalk *walk, guint index)
{
  const AccessibleNode *node = accessible_tree_get (tree, index);
  guint row = node->kind == ATSPI_ROLE_LIST_ITEM ? index : row_of (tree, node->parent);
  return row != G_MAXUINT && accessible_node_has_state (node, ATSPI_STATE_FOCUSABLE)
         && holds_reached (tree, walk, accessible_tree_get (tree, row)->parent);
}

static gboolean
was_reached_unsaid (AccessibleTree *tree, KeyboardWalk *walk)
{
  guint count = 0;
  for (guint i = 0; i < tree->nodes->len; i++)
    {
      const AccessibleNode *node = accessible_tree_get (tree, i);
      if (node->laid_out && accessible_node_has_state (node, ATSPI_STATE_SENSITIVE) && keeps_focus_to_itself (tree, i)
          && keyboard_walk_sees (walk, tree, i))
        count++;
    }
  return walk->nowhere >= count;
}

/* The keyboard was on it, or on a part of it, or on a row of its list. */
gboolean
keyboard_walk_reached (KeyboardWalk *walk, AccessibleTree *tree, guint index)
{
  return holds_reached (tree, walk, index) || is_in_reached_list (tree, walk, index)
         || (keeps_focus_to_itself (tree, index) && was_reached_unsaid (tree, walk));
}
