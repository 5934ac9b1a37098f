/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The app on the narrowest screen, as people set it who do not see well or who read from right to left:
 * nothing is wider than the screen, no control reaches out of it, and nothing is said on stderr. The pictures
 * are kept for somebody to look at. */

#include <string.h>

#include "lib/accessible-tree.h"
#include "lib/room.h"

#define SCREEN "360x720"
#define SCREEN_WIDTH 360
#define APPLICATION "io.github.dovetailtasks.Dovetail"
#define APPLICATION_PATH "/io/github/dovetailtasks/Dovetail"

typedef enum
{
  ENGLISH,
  ARABIC,
  N_LANGUAGES
} Language;

typedef struct
{
  const char *name;
  const char *font; /* the usual size is 11 */
  const char *high_contrast;
  const char *scheme;
  const char *locale;
  Language language;
} Variant;

static const Variant variants[] = {
  { "large-text", "Cantarell 22", "0", "prefer-light", "en_GB.UTF-8", ENGLISH },
  { "high-contrast", "Cantarell 11", "1", "prefer-light", "en_GB.UTF-8", ENGLISH },
  { "high-contrast-dark", "Cantarell 11", "1", "prefer-dark", "en_GB.UTF-8", ENGLISH },
  { "right-to-left", "Cantarell 11", "0", "prefer-dark", "ar_EG.UTF-8", ARABIC },
  { "right-to-left-large-text", "Cantarell 22", "0", "prefer-light", "ar_EG.UTF-8", ARABIC },
};

typedef struct
{
  const char *name;
  const char *action;             /* of the app, which opens it, */
  const char *click[N_LANGUAGES]; /* or what is clicked; neither: it is there */
  const char *shows[N_LANGUAGES];
  gboolean closes; /* before the next one */
} Place;

static const Place first_places[] = {
  { "first-run", NULL, { NULL }, { "Use on This Computer", "استخدمه على هذا الحاسوب" }, FALSE },
  { "connect", NULL, { "Connect to a Server*", "اتصل بخادوم*" }, { "Address", "العنوان" }, FALSE },
};

static const Place places[] = {
  { "tasks", NULL, { NULL }, { "Pay rent*", "Pay rent*" }, FALSE },
  { "sidebar", NULL, { "Back", "رجوع" }, { "Inbox*", "الوارد*" }, FALSE },
  { "merge", "conflicts", { NULL }, { "Apply", "طبّق" }, TRUE },
  { "status", "status", { NULL }, { "Last synced*", "آخر مزامنة*" }, FALSE },
  { "charts", NULL, { "Charts", "المخططات" }, { "How long a sync takes*", "كم تستغرق المزامنة*" }, FALSE },
  { "past-syncs", NULL, { "Past Syncs", "المزامنات السابقة" }, { "Past Syncs", "المزامنات السابقة" }, TRUE },
  { "pending", "pending", { NULL }, { "Upload now*", "ارفع الآن*" }, TRUE },
  { "preferences", "preferences", { NULL }, { "Preferences", "التفضيلات" }, TRUE },
  { "details", "show-task", { NULL }, { "Close details", "أغلق التفاصيل" }, FALSE },
};

static Desktop *desktop;

typedef struct
{
  Room room;
  const Variant *variant;
  char *task; /* the id of the disputed one */
} Visit;

static void
visit_clear (Visit *visit)
{
  room_clear (&visit->room);
  g_free (visit->task);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Visit, visit_clear)

/* The desktop's own settings, with another font. */
static void
set_font (const char *font)
{
  g_autofree char *path = g_build_filename (desktop->home, "config", "gtk-4.0", "settings.ini", NULL);
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_assert_true (g_key_file_load_from_file (settings, path, G_KEY_FILE_NONE, NULL));
  g_key_file_set_string (settings, "Settings", "gtk-font-name", font);
  g_assert_true (g_key_file_save_to_file (settings, path, NULL));
}

static void
open_window (Visit *visit, Family *family)
{
  const Variant *variant = visit->variant;
  device_set (family->laptop, "ADW_DEBUG_HIGH_CONTRAST", variant->high_contrast);
  device_set (family->laptop, "ADW_DEBUG_COLOR_SCHEME", variant->scheme);
  set_font (variant->font);
  desktop_set_locale (desktop, variant->locale);
  visit->room = room_new (desktop, family);
  window_driver_launch (visit->room.driver, NULL);
}

static void
activate (const char *action, const char *task)
{
  g_autoptr (GDBusConnection) connection = desktop_connect (desktop);
  g_autoptr (GError) error = NULL;
  GVariantBuilder parameter;
  g_variant_builder_init (&parameter, G_VARIANT_TYPE ("av"));
  if (strcmp (action, "show-task") == 0)
    g_variant_builder_add (&parameter, "v", g_variant_new_string (task));
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      connection, APPLICATION, APPLICATION_PATH, "org.freedesktop.Application", "ActivateAction",
      g_variant_new ("(sava{sv})", action, &parameter, NULL), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

/* A page that is folded away stands wholly outside of the screen. */
static gboolean
reaches_out (const AccessibleNode *node)
{
  int left = node->extents.x;
  int right = left + node->extents.width;
  gboolean begins_inside = left >= 0 && left < SCREEN_WIDTH;
  gboolean ends_inside = right > 0 && right <= SCREEN_WIDTH;
  return node->laid_out && accessible_node_is_control (node) && begins_inside != ends_inside;
}

static void
assert_fits (Visit *visit, const char *place)
{
  g_autoptr (AccessibleTree) tree = window_driver_read (visit->room.driver);
  g_autoptr (GString) complaints = g_string_new (NULL);
  g_assert_true (accessible_tree_read_next (tree));
  accessible_tree_measure (tree);
  const AccessibleNode *window = accessible_tree_get (tree, 0);
  g_assert_true (window->laid_out);
  if (window->extents.width > SCREEN_WIDTH)
    g_string_append_printf (complaints, "  the window is %d pixels wide\n", window->extents.width);
  for (guint i = 0; i < tree->nodes->len; i++)
    {
      const AccessibleNode *node = accessible_tree_get (tree, i);
      if (reaches_out (node))
        g_string_append_printf (complaints, "  \"%s\" at %s goes from %d to %d\n", node->name, node->place,
                                node->extents.x, node->extents.x + node->extents.width);
    }
  if (complaints->len > 0)
    {
      g_test_message ("%s, %s:\n%s", visit->variant->name, place, complaints->str);
      g_test_fail ();
    }
}

static void
visit_place (Visit *visit, const Place *place)
{
  WindowDriver *driver = visit->room.driver;
  Language language = visit->variant->language;
  g_autofree char *picture = g_strdup_printf ("narrow-%s-%s", visit->variant->name, place->name);
  if (place->action != NULL)
    activate (place->action, visit->task);
  if (place->click[language] != NULL)
    window_driver_activate (driver, place->click[language]);
  window_driver_picture_of (driver, picture, place->shows[language]);
  assert_fits (visit, place->name);
  if (place->closes)
    {
      window_driver_key (driver, "Escape");
      window_driver_wait_gone (driver, place->shows[language]);
    }
}

/* A long title and many marks on one row, a conflict, a past sync, and an edit that waits; the disputed
 * task's id. */
static char *
fill_with_tasks (Family *family)
{
  Device *laptop = family->laptop;
  g_autofree char *list = device_do (laptop, "lists", "add", "Home", NULL);
  g_autofree char *id
      = device_do (laptop, "add", "--raw", "Pay rent for the flat in the old town, with the garage", "--due",
                   "2027-03-10", "--notes", "Call the bank first.", "--priority", "high", "--tag", "papers",
                   "--tag", "on-a-rainy-day", NULL);
  family_sync_both (family);
  g_autofree char *theirs = device_do (family->phone, "edit", id, "--due", "2027-03-15", "--notes",
                                       "Call the landlord first.", NULL);
  g_autofree char *mine
      = device_do (laptop, "edit", id, "--due", "2027-03-12", "--notes", "Call Anna first.", NULL);
  g_autoptr (JsonObject) first = device_sync (family->phone);
  g_autoptr (JsonObject) second = device_sync (laptop);
  server_process_stop (family->server);
  g_autofree char *waiting = device_add (laptop, "Buy bread");
  return g_steal_pointer (&id);
}

/* A device that nobody has used yet. */
static void
test_unused (gconstpointer data)
{
  g_auto (Visit) visit = { .variant = data };
  open_window (&visit, family_new_offline ());
  for (gsize i = 0; i < G_N_ELEMENTS (first_places); i++)
    visit_place (&visit, &first_places[i]);
  room_quit_silently (&visit.room);
}

static void
test_used (gconstpointer data)
{
  g_auto (Visit) visit = { .variant = data };
  Family *family = family_new ();
  visit.task = fill_with_tasks (family);
  open_window (&visit, family);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    visit_place (&visit, &places[i]);
  room_quit_silently (&visit.room);
}

int
main (int argc, char **argv)
{
  int status;
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  desktop = room_open_desktop (SCREEN);
  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autofree char *unused = g_strdup_printf ("/narrow/%s/unused", variants[i].name);
      g_autofree char *used = g_strdup_printf ("/narrow/%s/used", variants[i].name);
      g_test_add_data_func (unused, &variants[i], test_unused);
      g_test_add_data_func (used, &variants[i], test_used);
    }
  status = g_test_run ();
  desktop_free (desktop);
  return status;
}
