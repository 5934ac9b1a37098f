/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the tree of a window once, node by node, and from then on asks the toolkit's own cache where the keyboard is:
 * that is one question, where looking at every object would be hundreds. */

#include "accessible-tree.h"

#include <string.h>

/* More stops than any window has. */
#define MOST_STOPS 250
#define MOST_NOWHERE 12

static void
node_free (gpointer data)
{
  AccessibleNode *node = data;
  g_free (node->path);
  g_free (node->name);
  g_free (node->role);
  g_free (node->place);
  g_free (node);
}

static AtspiRect
read_extents (Accessible *accessible)
{
  g_autoptr (AccessibleComponent) component = atspi_accessible_get_component_iface (accessible);
  g_autofree AtspiRect *extents
      = component != NULL ? atspi_component_get_extents (component, ATSPI_COORD_TYPE_WINDOW, NULL) : NULL;
  return extents != NULL ? *extents : (AtspiRect){ 0, 0, 0, 0 };
}

static AccessibleNode *
node_new (Accessible *accessible, guint parent, const char *place)
{
  AccessibleNode *node = g_new0 (AccessibleNode, 1);
  g_autoptr (AccessibleStates) states = atspi_accessible_get_state_set (accessible);
  node->path = g_strdup (ATSPI_OBJECT (accessible)->path);
  node->name = atspi_accessible_get_name (accessible, NULL);
  node->role = atspi_accessible_get_role_name (accessible, NULL);
  node->kind = atspi_accessible_get_role (accessible, NULL);
  node->place = g_strdup (place);
  node->parent = parent;
  node->extents = read_extents (accessible);
  node->laid_out = node->extents.width > 0 && node->extents.height > 0;
  node->focusable = states != NULL && atspi_state_set_contains (states, ATSPI_STATE_FOCUSABLE);
  node->sensitive = states != NULL && atspi_state_set_contains (states, ATSPI_STATE_SENSITIVE);
  return node;
}

static void
read_below (Accessible *accessible, guint parent, const char *place, GPtrArray *tree)
{
  AccessibleNode *node = node_new (accessible, parent, place);
  guint index = tree->len;
  int count = atspi_accessible_get_child_count (accessible, NULL);
  node->depth = parent == G_MAXUINT ? 0 : ((AccessibleNode *) tree->pdata[parent])->depth + 1;
  g_ptr_array_add (tree, node);
  for (int i = 0; i < count; i++)
    {
      g_autoptr (Accessible) child = atspi_accessible_get_child_at_index (accessible, i, NULL);
      g_autofree char *below = g_strdup_printf ("%s/%d", place, i);
      if (child != NULL)
        read_below (child, index, below, tree);
    }
}

static Accessible *
find_newest_window (WindowDriver *driver)
{
  g_autoptr (Accessible) application = window_driver_find_application (driver);
  int count = application != NULL ? atspi_accessible_get_child_count (application, NULL) : 0;
  return count > 0 ? atspi_accessible_get_child_at_index (application, count - 1, NULL) : NULL;
}

GPtrArray *
accessible_tree_read (WindowDriver *driver)
{
  GPtrArray *tree = g_ptr_array_new_with_free_func (node_free);
  g_autoptr (Accessible) window = find_newest_window (driver);
  if (window != NULL)
    read_below (window, G_MAXUINT, "", tree);
  return tree;
}

char *
accessible_tree_describe (GPtrArray *tree)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < tree->len; i++)
    {
      const AccessibleNode *node = tree->pdata[i];
      g_string_append_printf (text, "%*s%s \"%s\"%s%s\n", (int) node->depth * 2, "", node->role, node->name,
                              node->laid_out ? "" : " (no size)", node->focusable ? " (focusable)" : "");
    }
  return g_string_free (text, FALSE);
}

gboolean
accessible_node_is_control (AccessibleNode *node)
{
  switch (node->kind)
    {
    case ATSPI_ROLE_PUSH_BUTTON:
    case ATSPI_ROLE_TOGGLE_BUTTON:
    case ATSPI_ROLE_CHECK_BOX:
    case ATSPI_ROLE_RADIO_BUTTON:
    case ATSPI_ROLE_COMBO_BOX:
    case ATSPI_ROLE_ENTRY:
    case ATSPI_ROLE_TEXT:
    case ATSPI_ROLE_PASSWORD_TEXT:
    case ATSPI_ROLE_SPIN_BUTTON:
    case ATSPI_ROLE_SLIDER:
    case ATSPI_ROLE_LINK:
    case ATSPI_ROLE_LIST_ITEM:
    case ATSPI_ROLE_MENU_ITEM:
    case ATSPI_ROLE_CHECK_MENU_ITEM:
    case ATSPI_ROLE_RADIO_MENU_ITEM:
    case ATSPI_ROLE_PAGE_TAB:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_below (GPtrArray *tree, guint index, guint ancestor)
{
  while (index != G_MAXUINT && index != ancestor)
    index = ((AccessibleNode *) tree->pdata[index])->parent;
  return index == ancestor;
}

/* Objects of GTK and of our own without a name are called by their type, which nobody should hear. */
static gboolean
says_something (const AccessibleNode *node)
{
  return *node->name != '\0' && !g_str_has_prefix (node->name, "Gtk") && !g_str_has_prefix (node->name, "Adw")
         && !g_str_has_prefix (node->name, "Dovetail");
}

/* A row of a list cannot be given a name on GTK 4.8: what is in it is read. The button in a menu button and the entry
 * in a row belong to what they are in. */
gboolean
accessible_tree_has_name (GPtrArray *tree, guint index)
{
  const AccessibleNode *node = tree->pdata[index];
  if (says_something (node))
    return TRUE;
  for (guint i = index + 1; i < tree->len && is_below (tree, i, index); i++)
    if (says_something (tree->pdata[i]))
      return TRUE;
  if (node->parent == G_MAXUINT)
    return FALSE;
  AccessibleNode *parent = tree->pdata[node->parent];
  return accessible_node_is_control (parent) && parent->kind != ATSPI_ROLE_LIST_ITEM && says_something (parent);
}

/* --- the keyboard --- */

static GDBusConnection *
connect_to_accessibility_bus (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr (GVariant) reply
      = session != NULL ? g_dbus_connection_call_sync (session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus",
                                                       "GetAddress", NULL, G_VARIANT_TYPE ("(s)"),
                                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error)
                        : NULL;
  const char *address = NULL;
  if (reply == NULL)
    g_error ("no accessibility bus: %s", error->message);
  g_variant_get (reply, "(&s)", &address);
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
      address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
      NULL, &error);
  if (connection == NULL)
    g_error ("accessibility bus: %s", error->message);
  return connection;
}

typedef struct
{
  GDBusConnection *connection;
  char *bus_name;
  char *before;
  char *now;
} Keyboard;

static void
keyboard_clear (Keyboard *keyboard)
{
  g_clear_object (&keyboard->connection);
  g_free (keyboard->bus_name);
  g_free (keyboard->before);
  g_free (keyboard->now);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Keyboard, keyboard_clear)

/* The object that has the keyboard; "" when none has. */
static char *
find_focus (Keyboard *keyboard)
{
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      keyboard->connection, keyboard->bus_name, "/org/a11y/atspi/cache", "org.a11y.atspi.Cache", "GetItems", NULL,
      G_VARIANT_TYPE ("(a((so)(so)(so)iiassusau))"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_autoptr (GVariantIter) items = NULL;
  GVariant *item;
  char *path = NULL;
  if (reply == NULL)
    return g_strdup ("");
  g_variant_get (reply, "(a((so)(so)(so)iiassusau))", &items);
  while (path == NULL && (item = g_variant_iter_next_value (items)) != NULL)
    {
      g_autoptr (GVariant) states = g_variant_get_child_value (item, 9);
      guint32 first = 0;
      if (g_variant_n_children (states) > 0)
        g_variant_get_child (states, 0, "u", &first);
      if (first & (1u << ATSPI_STATE_FOCUSED))
        g_variant_get_child (item, 0, "(so)", NULL, &path);
      g_variant_unref (item);
    }
  return path != NULL ? path : g_strdup ("");
}

static gboolean
has_moved (gpointer data)
{
  Keyboard *keyboard = data;
  g_free (keyboard->now);
  keyboard->now = find_focus (keyboard);
  return strcmp (keyboard->now, keyboard->before) != 0;
}

/* Says where the keyboard is; FALSE when that is nothing that a screen reader finds in the window. */
static gboolean
tell_where (Keyboard *keyboard, GPtrArray *tree, const char *keys)
{
  for (guint i = 0; i < tree->len; i++)
    {
      const AccessibleNode *node = tree->pdata[i];
      if (strcmp (node->path, keyboard->now) == 0)
        {
          g_test_message ("%s: %s \"%s\"", keys, node->role, node->name);
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
  keyboard->before = find_focus (keyboard);
  window_driver_key (driver, keys);
  return wait_until_or_late (has_moved, keyboard, 1);
}

/* A row whose text is edited, and a search entry: libadwaita 1.2 and GTK 4.8 do not say when the keyboard is in them. */
static gboolean
keeps_focus_to_itself (GPtrArray *tree, guint index)
{
  const AccessibleNode *node = tree->pdata[index];
  if (node->kind == ATSPI_ROLE_ENTRY)
    return TRUE;
  if (node->kind != ATSPI_ROLE_TEXT)
    return FALSE;
  for (guint i = index + 1; i < tree->len && is_below (tree, i, index); i++)
    if (strcmp (((AccessibleNode *) tree->pdata[i])->name, "AdwGizmo") == 0)
      return TRUE;
  return FALSE;
}

KeyboardWalk *
keyboard_walk_new (WindowDriver *driver)
{
  KeyboardWalk *walk = g_new0 (KeyboardWalk, 1);
  g_autoptr (Accessible) application = window_driver_find_application (driver);
  g_autoptr (GPtrArray) tree = accessible_tree_read (driver);
  g_auto (Keyboard) keyboard = { connect_to_accessibility_bus () };

  walk->reached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  keyboard.bus_name = g_strdup (ATSPI_OBJECT (application)->app->bus_name);
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
row_of (GPtrArray *tree, guint index)
{
  while (index != G_MAXUINT && ((AccessibleNode *) tree->pdata[index])->kind != ATSPI_ROLE_LIST_ITEM)
    index = ((AccessibleNode *) tree->pdata[index])->parent;
  return index;
}

static gboolean
holds_reached (GPtrArray *tree, KeyboardWalk *walk, guint index)
{
  for (guint i = index; i < tree->len && is_below (tree, i, index); i++)
    if (g_hash_table_contains (walk->reached, ((AccessibleNode *) tree->pdata[i])->path))
      return TRUE;
  return FALSE;
}

/* The keyboard came to another page of the same stack. */
static gboolean
another_page_is_shown (GPtrArray *tree, KeyboardWalk *walk, guint page)
{
  for (guint i = 0; i < tree->len; i++)
    if (i != page
        && ((AccessibleNode *) tree->pdata[i])->parent == ((AccessibleNode *) tree->pdata[page])->parent
        && holds_reached (tree, walk, i) && !holds_reached (tree, walk, page))
      return TRUE;
  return FALSE;
}

/* GTK 4.8 does not say which page of a stack is shown and whether a pane is folded away: what is, is found at its own
 * middle. What has been scrolled away counts as seen when what scrolls it is. */
gboolean
accessible_tree_is_seen (WindowDriver *driver, GPtrArray *tree, KeyboardWalk *walk, guint index)
{
  g_autoptr (Accessible) window = find_newest_window (driver);
  g_autoptr (AccessibleComponent) component = atspi_accessible_get_component_iface (window);
  AtspiRect rect = ((AccessibleNode *) tree->pdata[index])->extents;
  guint seen = index;
  for (guint i = index; i != G_MAXUINT; i = ((AccessibleNode *) tree->pdata[i])->parent)
    {
      const AccessibleNode *around = tree->pdata[i];
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
  if (!holds_point (&((AccessibleNode *) tree->pdata[0])->extents, rect.x + rect.width / 2, rect.y + rect.height / 2))
    return FALSE;
  g_autoptr (Accessible) there = atspi_component_get_accessible_at_point (
      component, rect.x + rect.width / 2, rect.y + rect.height / 2, ATSPI_COORD_TYPE_WINDOW, NULL);
  for (guint i = 0; there != NULL && i < tree->len; i++)
    if (strcmp (((AccessibleNode *) tree->pdata[i])->path, ATSPI_OBJECT (there)->path) == 0)
      return is_below (tree, i, seen) || is_below (tree, seen, i);
  return TRUE;
}

/* Tab comes to a list once, to the row where the arrows were last; the arrows go on to the others, and Tab from each
 * into what can be focused in it. */
static gboolean
is_in_reached_list (GPtrArray *tree, KeyboardWalk *walk, guint index)
{
  const AccessibleNode *node = tree->pdata[index];
  guint row = node->kind == ATSPI_ROLE_LIST_ITEM ? index : row_of (tree, node->parent);
  return row != G_MAXUINT && node->focusable
         && holds_reached (tree, walk, ((AccessibleNode *) tree->pdata[row])->parent);
}

static gboolean
was_reached_unsaid (WindowDriver *driver, GPtrArray *tree, KeyboardWalk *walk)
{
  guint count = 0;
  for (guint i = 0; i < tree->len; i++)
    {
      const AccessibleNode *node = tree->pdata[i];
      if (node->laid_out && node->sensitive && keeps_focus_to_itself (tree, i)
          && accessible_tree_is_seen (driver, tree, walk, i))
        count++;
    }
  return walk->nowhere >= count;
}

/* The keyboard was on it, or on a part of it, or on a row of its list. */
gboolean
keyboard_walk_reached (KeyboardWalk *walk, WindowDriver *driver, GPtrArray *tree, guint index)
{
  return holds_reached (tree, walk, index) || is_in_reached_list (tree, walk, index)
         || (keeps_focus_to_itself (tree, index) && was_reached_unsaid (driver, tree, walk));
}
