/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is below an object is asked of it, a whole generation at a time; the toolkit's own cache, which tells of all
 * objects at once, knows only those that somebody has asked for, and also such as are hidden by now. */

#include "accessible-tree.h"

#include <string.h>

#define CACHE_PATH "/org/a11y/atspi/cache"
#define CACHE_INTERFACE "org.a11y.atspi.Cache"
#define ITEMS_TYPE "(a((so)(so)(so)iiassusau))"
#define ITEM_OBJECT 0
#define ITEM_PARENT 2
#define ITEM_STATES 9
#define COMPONENT_INTERFACE "org.a11y.atspi.Component"
#define PROPERTIES_INTERFACE "org.freedesktop.DBus.Properties"

static void
node_free (gpointer data)
{
  AccessibleNode *node = data;
  g_free (node->path);
  g_free (node->name);
  g_free (node->place);
  g_clear_pointer (&node->children, g_ptr_array_unref);
  g_free (node);
}

void
accessible_tree_free (AccessibleTree *tree)
{
  g_ptr_array_unref (tree->nodes);
  g_ptr_array_unref (tree->windows);
  g_free (tree);
}

AccessibleNode *
accessible_tree_get (AccessibleTree *tree, guint index)
{
  return tree->nodes->pdata[index];
}

/* --- reading --- */

static GPtrArray *
questions_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) accessible_question_free);
}

static void
add_question (GPtrArray *questions, const AccessibleNode *node, const char *interface, const char *method,
              GVariant *parameters)
{
  g_ptr_array_add (questions, accessible_question_new (node->path, interface, method, parameters));
}

/* The answer to one, when it is of that type. */
static GVariant *
answer (GPtrArray *questions, guint index, const char *type)
{
  const AccessibleQuestion *question = questions->pdata[index];
  return question->reply != NULL && g_variant_is_of_type (question->reply, G_VARIANT_TYPE (type)) ? question->reply
                                                                                                   : NULL;
}

/* A button with a label is called by it twice before GTK 4.10: "Undo Undo". */
static void
say_once (char *name)
{
  gsize half = strlen (name) / 2;
  if (half > 0 && name[half] == ' ' && strncmp (name, name + half + 1, half) == 0)
    name[half] = '\0';
}

/* What each of a generation is called, and how many are below it. */
static void
read_names (AccessibleBus *bus, GPtrArray *generation)
{
  static const char *const properties[] = { "Name", "ChildCount" };
  g_autoptr (GPtrArray) questions = questions_new ();
  for (guint i = 0; i < generation->len; i++)
    for (guint property = 0; property < G_N_ELEMENTS (properties); property++)
      add_question (questions, generation->pdata[i], PROPERTIES_INTERFACE, "Get",
                    g_variant_new ("(ss)", ACCESSIBLE_INTERFACE, properties[property]));
  accessible_bus_ask_all (bus, questions);
  for (guint i = 0; i < generation->len; i++)
    {
      AccessibleNode *node = generation->pdata[i];
      GVariant *name = answer (questions, 2 * i, "(v)");
      GVariant *count = answer (questions, 2 * i + 1, "(v)");
      g_autoptr (GVariant) text = NULL;
      g_autoptr (GVariant) number = NULL;
      if (name != NULL)
        g_variant_get (name, "(v)", &text);
      if (count != NULL)
        g_variant_get (count, "(v)", &number);
      node->name = text != NULL ? g_variant_dup_string (text, NULL) : g_strdup ("");
      node->n_children = number != NULL ? g_variant_get_int32 (number) : 0;
      say_once (node->name);
    }
}

/* The next generation, not owned: its parents own it. */
static GPtrArray *
read_children (AccessibleBus *bus, GPtrArray *generation)
{
  GPtrArray *next = g_ptr_array_new ();
  g_autoptr (GPtrArray) questions = questions_new ();
  guint asked = 0;
  for (guint i = 0; i < generation->len; i++)
    for (int child = 0; child < ((AccessibleNode *) generation->pdata[i])->n_children; child++)
      add_question (questions, generation->pdata[i], ACCESSIBLE_INTERFACE, "GetChildAtIndex",
                    g_variant_new ("(i)", child));
  accessible_bus_ask_all (bus, questions);
  for (guint i = 0; i < generation->len; i++)
    {
      AccessibleNode *node = generation->pdata[i];
      node->children = g_ptr_array_new ();
      for (int child = 0; child < node->n_children; child++)
        {
          GVariant *reply = answer (questions, asked++, "((so))");
          AccessibleNode *below = reply != NULL ? g_new0 (AccessibleNode, 1) : NULL;
          if (below == NULL)
            continue;
          g_variant_get (reply, "((so))", NULL, &below->path);
          g_ptr_array_add (node->children, below);
          g_ptr_array_add (next, below);
        }
    }
  return next;
}

/* Into the order of the tree, which owns them from then on. */
static void
add_with_below (AccessibleTree *tree, AccessibleNode *node, guint parent, const char *place)
{
  guint index = tree->nodes->len;
  node->parent = parent;
  node->depth = parent != G_MAXUINT ? accessible_tree_get (tree, parent)->depth + 1 : 0;
  node->place = g_strdup (place);
  g_ptr_array_add (tree->nodes, node);
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    {
      g_autofree char *below = g_strdup_printf ("%s/%u", place, i);
      add_with_below (tree, node->children->pdata[i], index, below);
    }
}

AccessibleTree *
accessible_tree_new (AccessibleBus *bus)
{
  AccessibleTree *tree = g_new0 (AccessibleTree, 1);
  AccessibleNode root = { .path = (char *) ACCESSIBLE_ROOT };
  g_autoptr (GPtrArray) generation = g_ptr_array_new ();
  *tree = (AccessibleTree){ bus, g_ptr_array_new_with_free_func (node_free), NULL };
  g_ptr_array_add (generation, &root);
  if (accessible_bus_find_app (bus))
    read_names (bus, generation);
  tree->windows = read_children (bus, generation);
  g_ptr_array_set_free_func (tree->windows, node_free);
  g_clear_pointer (&root.children, g_ptr_array_unref);
  g_free (root.name);
  return tree;
}

gboolean
accessible_tree_read_next (AccessibleTree *tree)
{
  if (tree->windows->len == 0)
    return FALSE;
  AccessibleNode *window = g_ptr_array_steal_index (tree->windows, tree->windows->len - 1);
  g_autoptr (GPtrArray) generation = g_ptr_array_new ();
  g_ptr_array_add (generation, window);
  while (generation->len > 0)
    {
      read_names (tree->bus, generation);
      GPtrArray *next = read_children (tree->bus, generation);
      g_ptr_array_unref (generation);
      generation = next;
    }
  add_with_below (tree, window, G_MAXUINT, "");
  return TRUE;
}

/* --- where things are, and what they are --- */

static guint64
read_states (GVariant *states)
{
  guint32 words[2] = { 0, 0 };
  for (gsize i = 0; i < MIN (g_variant_n_children (states), G_N_ELEMENTS (words)); i++)
    g_variant_get_child (states, i, "u", &words[i]);
  return words[0] | (guint64) words[1] << 32;
}

static void
measure (AccessibleTree *tree, GPtrArray *nodes)
{
  g_autoptr (GPtrArray) questions = questions_new ();
  for (guint i = 0; i < nodes->len; i++)
    {
      add_question (questions, nodes->pdata[i], COMPONENT_INTERFACE, "GetExtents",
                    g_variant_new ("(u)", ATSPI_COORD_TYPE_WINDOW));
      add_question (questions, nodes->pdata[i], ACCESSIBLE_INTERFACE, "GetState", NULL);
      add_question (questions, nodes->pdata[i], ACCESSIBLE_INTERFACE, "GetRole", NULL);
    }
  accessible_bus_ask_all (tree->bus, questions);
  for (guint i = 0; i < nodes->len; i++)
    {
      AccessibleNode *node = nodes->pdata[i];
      AtspiRect *rect = &node->extents;
      GVariant *extents = answer (questions, 3 * i, "((iiii))");
      GVariant *state = answer (questions, 3 * i + 1, "(au)");
      GVariant *role = answer (questions, 3 * i + 2, "(u)");
      g_autoptr (GVariant) words = state != NULL ? g_variant_get_child_value (state, 0) : NULL;
      if (extents != NULL)
        g_variant_get (extents, "((iiii))", &rect->x, &rect->y, &rect->width, &rect->height);
      if (role != NULL)
        g_variant_get (role, "(u)", &node->kind);
      node->states = words != NULL ? read_states (words) : 0;
      /* GTK before 4.10 never says that a widget is showing; what has a size has been laid out */
      node->laid_out = rect->width > 0 && rect->height > 0;
    }
}

void
accessible_tree_measure (AccessibleTree *tree)
{
  measure (tree, tree->nodes);
}

static AccessibleNode *
find_from (AccessibleTree *tree, guint first, const char *pattern)
{
  g_autoptr (GPtrArray) called_so = g_ptr_array_new ();
  for (guint i = first; i < tree->nodes->len; i++)
    if (g_pattern_match_simple (pattern, accessible_tree_get (tree, i)->name))
      g_ptr_array_add (called_so, tree->nodes->pdata[i]);
  measure (tree, called_so);
  for (guint i = 0; i < called_so->len; i++)
    if (((AccessibleNode *) called_so->pdata[i])->laid_out)
      return called_so->pdata[i];
  return NULL;
}

AccessibleNode *
accessible_tree_find (AccessibleTree *tree, const char *pattern)
{
  guint read = 0;
  while (accessible_tree_read_next (tree))
    {
      AccessibleNode *found = find_from (tree, read, pattern);
      if (found != NULL)
        return found;
      read = tree->nodes->len;
    }
  return NULL;
}

/* --- the keyboard --- */

AccessibleNode *
accessible_tree_get_at (AccessibleTree *tree, const char *path)
{
  for (guint i = 0; i < tree->nodes->len; i++)
    if (g_str_equal (accessible_tree_get (tree, i)->path, path))
      return accessible_tree_get (tree, i);
  return NULL;
}

static gboolean
item_has_state (GVariant *item, AtspiStateType state)
{
  g_autoptr (GVariant) states = g_variant_get_child_value (item, ITEM_STATES);
  return (read_states (states) >> state & 1) != 0;
}

static char *
item_path (GVariant *item, gsize which)
{
  char *path;
  g_variant_get_child (item, which, "(so)", NULL, &path);
  return path;
}

/* A window that is left by a menu keeps a focused button behind the one that came. */
static gboolean
is_in_active_window (GHashTable *items, GVariant *item)
{
  while (item != NULL)
    {
      g_autofree char *parent = NULL;
      if (item_has_state (item, ATSPI_STATE_ACTIVE))
        return TRUE;
      parent = item_path (item, ITEM_PARENT);
      item = g_hash_table_lookup (items, parent);
    }
  return FALSE;
}

static GHashTable *
index_items (GVariant *reply)
{
  GHashTable *by_path
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  g_autoptr (GVariant) items = reply != NULL && g_variant_is_of_type (reply, G_VARIANT_TYPE (ITEMS_TYPE))
                                   ? g_variant_get_child_value (reply, 0)
                                   : NULL;
  gsize count = items != NULL ? g_variant_n_children (items) : 0;
  for (gsize i = 0; i < count; i++)
    {
      GVariant *item = g_variant_get_child_value (items, i);
      g_hash_table_insert (by_path, item_path (item, ITEM_OBJECT), item);
    }
  return by_path;
}

char *
accessible_bus_find_focus (AccessibleBus *bus)
{
  g_autoptr (GVariant) reply = accessible_bus_ask (bus, CACHE_PATH, CACHE_INTERFACE, "GetItems", NULL);
  g_autoptr (GHashTable) items = index_items (reply);
  const char *found = "";
  GHashTableIter iter;
  gpointer path, item;

  g_hash_table_iter_init (&iter, items);
  while (g_hash_table_iter_next (&iter, &path, &item))
    if (item_has_state (item, ATSPI_STATE_FOCUSED))
      {
        found = path;
        if (is_in_active_window (items, item))
          break;
      }
  return g_strdup (found);
}

/* --- what it is --- */

gboolean
accessible_tree_is_below (AccessibleTree *tree, const AccessibleNode *node, const AccessibleNode *ancestor)
{
  while (node != ancestor && node->parent != G_MAXUINT)
    node = accessible_tree_get (tree, node->parent);
  return node == ancestor;
}

gboolean
accessible_node_has_state (const AccessibleNode *node, AtspiStateType state)
{
  return (node->states >> state & 1) != 0;
}

char *
accessible_tree_describe (AccessibleTree *tree)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < tree->nodes->len; i++)
    {
      const AccessibleNode *node = accessible_tree_get (tree, i);
      g_autofree char *role = atspi_role_get_name (node->kind);
      g_string_append_printf (text, "%*s%s \"%s\"%s%s%s\n", (int) node->depth * 2, "", role, node->name,
                              node->laid_out ? "" : " (no size)",
                              accessible_node_has_state (node, ATSPI_STATE_FOCUSABLE) ? " (focusable)" : "",
                              accessible_node_has_state (node, ATSPI_STATE_FOCUSED) ? " (focused)" : "");
    }
  return g_string_free (text, FALSE);
}

gboolean
accessible_node_is_control (const AccessibleNode *node)
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
accessible_tree_has_name (AccessibleTree *tree, guint index)
{
  const AccessibleNode *node = accessible_tree_get (tree, index);
  if (says_something (node))
    return TRUE;
  for (guint i = index + 1; i < tree->nodes->len && accessible_tree_is_below (tree, tree->nodes->pdata[i], node); i++)
    if (says_something (accessible_tree_get (tree, i)))
      return TRUE;
  if (node->parent == G_MAXUINT)
    return FALSE;
  const AccessibleNode *parent = accessible_tree_get (tree, node->parent);
  return accessible_node_is_control (parent) && parent->kind != ATSPI_ROLE_LIST_ITEM && says_something (parent);
}
