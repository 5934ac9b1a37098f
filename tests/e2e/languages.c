/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The app in other languages: German, and Arabic, which is written from right to left and has six plural forms. Every
 * page is shown in it and pictured, nothing is said on stderr, and Arabic is mirrored. */

#include <string.h>

#include "lib/family.h"
#include "lib/window-driver.h"

typedef struct
{
  const char *locale;
  const char *quick_add;
  const char *inbox;
  const char *details;
  const char *title;
  const char *title_holds;
  const char *apply;
  const char *preferences;
  const char *waiting; /* of the sync line: three changes, in this language's plural for them */
  const char *first_run;
  gboolean mirrored;
} Language;

static const Language languages[] = {
  { "de_DE.UTF-8", "Neue Aufgabe", "Eingang? ?", "Einzelheiten schließen", "Titel", "اتصل بأحمد*", "Anwenden",
    "Einstellungen", "*Offline, 3 Änderungen aufbewahrt", "Auf diesem Rechner verwenden", FALSE },
  { "ar_EG.UTF-8", "مهمة جديدة", "الوارد? ?", "أغلق التفاصيل", "العنوان", "اتصل بأحمد*", "طبّق", "التفضيلات",
    "*دون اتصال، 3 تغييرات محفوظة", "استخدمه على هذا الحاسوب", TRUE },
};

static Desktop *desktop;

typedef struct
{
  Family *family;
  WindowDriver *driver;
  const Language *language;
} Room;

/* The tasks are made before the language is set: what dovetailctl says is read in English. */
static void
room_open (Room *room)
{
  device_set (room->family->laptop, "DBUS_SESSION_BUS_ADDRESS", desktop->address);
  desktop_set_locale (desktop, room->language->locale);
  room->driver = window_driver_new (desktop, room->family->laptop);
  window_driver_launch (room->driver, NULL);
}

static void
room_close (Room *room)
{
  window_driver_quit (room->driver);
  g_autofree char *words = window_driver_take_words (room->driver);
  g_assert_cmpstr (words, ==, "");
}

static void
room_clear (Room *room)
{
  g_clear_pointer (&room->driver, window_driver_free);
  family_free (room->family);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Room, room_clear)

static void
picture_of (Room *room, const char *page, const char *pattern)
{
  g_autofree char *name = g_strdup_printf ("%.2s-%s", room->language->locale, page);
  window_driver_picture_of (room->driver, name, pattern);
}

static void
fill_with_tasks (Family *family)
{
  Device *laptop = family->laptop;
  g_autofree char *list = device_do (laptop, "lists", "add", "Home", NULL);
  g_autofree char *rent = device_do (laptop, "add", "--raw", "Mietzahlung", "--due", "2027-03-10", "--notes",
                                     "Call the bank first.", NULL);
  g_autofree char *arabic = device_do (laptop, "add", "--raw", "اتصل بأحمد قبل الاجتماع", "--due", "2026-01-05", "--tag",
                                       "عمل", "--priority", "high", NULL);
  family_sync_both (family);
  g_autofree char *theirs
      = device_do (family->phone, "edit", rent, "--due", "2027-03-15", "--notes", "Call the landlord first.", NULL);
  g_autofree char *mine
      = device_do (laptop, "edit", rent, "--due", "2027-03-12", "--notes", "Call Anna first.", "--priority", "high", NULL);
  g_autoptr (JsonObject) first = device_sync (family->phone);
  g_autoptr (JsonObject) second = device_sync (laptop);
  server_process_stop (family->server);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *waiting = device_do (laptop, "add", "Water plants every 2 weeks", NULL);
    }
}

/* The pages of somebody who has tasks, one after the other in one window. */
static void
test_pages (gconstpointer data)
{
  const Language *language = data;
  g_auto (Room) room = { family_new (), NULL, language };
  fill_with_tasks (room.family);
  room_open (&room);
  picture_of (&room, "main", language->waiting);
  g_assert_true ((window_driver_find (room.driver, language->inbox).x
                  > window_driver_find (room.driver, language->quick_add).x)
                 == language->mirrored);

  /* Tab goes to the check of the first row, an arrow to the next row itself */
  window_driver_focus (room.driver, "Mietzahlung");
  window_driver_key (room.driver, "Down");
  window_driver_key (room.driver, "Return");
  window_driver_wait_text (room.driver, language->title, language->title_holds);
  picture_of (&room, "details", language->details);
  window_driver_key (room.driver, "Escape");

  window_driver_launch (room.driver, "--show-conflicts", NULL);
  picture_of (&room, "merge", language->apply);
  window_driver_key (room.driver, "Escape");
  window_driver_wait_gone (room.driver, language->apply);

  window_driver_key (room.driver, "ctrl+comma");
  picture_of (&room, "preferences", language->preferences);
  window_driver_key (room.driver, "Escape");
  window_driver_wait_gone (room.driver, language->preferences);
  room_close (&room);
}

static void
test_first_run (gconstpointer data)
{
  const Language *language = data;
  g_auto (Room) room = { family_new_offline (), NULL, language };
  room_open (&room);
  picture_of (&room, "first-run", language->first_run);
  room_close (&room);
}

int
main (int argc, char **argv)
{
  int status;
  g_test_init (&argc, &argv, NULL);
  desktop = desktop_new ();
  desktop_start_display (desktop, "1280x860");
  window_driver_prepare (desktop);
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *pages = g_strdup_printf ("/languages/%.2s/pages", languages[i].locale);
      g_autofree char *first_run = g_strdup_printf ("/languages/%.2s/first-run", languages[i].locale);
      g_test_add_data_func (pages, &languages[i], test_pages);
      g_test_add_data_func (first_run, &languages[i], test_first_run);
    }
  status = g_test_run ();
  desktop_free (desktop);
  return status;
}
