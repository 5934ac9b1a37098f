/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From nothing to an open store. Decides which page asks next: first run, trouble with the key, recovery
 * code. The order is vault -> (answer of the first run) -> key -> store -> (sign in) -> (recovery code) ->
 * the application takes over.
 */

#include "app/start-up.h"

#include <glib/gi18n.h>

#include "app/first-run-page.h"
#include "app/key-page.h"
#include "app/opening.h"
#include "app/recovery-page.h"
#include "app/sign-in.h"
#include "store/query.h"
#include "store/settings.h"
#include "sync/session.h"

struct _DovetailStartUp
{
  GObject parent_instance;

  DovetailApplication *application; /* not owned: owns this */
  DovetailWindow *window;           /* not owned; NULL: none yet, or it was closed */
  DovetailOpening *opening;
  DovetailStore *store;            /* once it is open and until the application takes it */
  GtkWidget *page;                 /* what asks now; owned, so that it survives its window */
  DovetailFirstRunPage *first_run; /* NULL: not asked; kept, for what was entered in it */
  gboolean connecting;             /* the user chose a server */
  DovetailProtection protection;   /* what a new key is made with */
  char *passphrase;                /* of a new key */
  DovetailKeyTrouble trouble;      /* the last one shown */
  char *code;                      /* the recovery code of the step under way; NULL: it has none */
};

G_DEFINE_FINAL_TYPE (DovetailStartUp, dovetail_start_up, G_TYPE_OBJECT)

static void begin (DovetailStartUp *self, const char *passphrase);
static void create_key (DovetailStartUp *self);
static void continue_with_store (DovetailStartUp *self);

static void
take_secret (char **place, char *secret)
{
  if (*place != NULL)
    explicit_bzero (*place, strlen (*place));
  g_free (*place);
  *place = secret;
}

static void
show (DovetailStartUp *self, GtkWidget *page)
{
  if (self->page != page)
    {
      g_clear_object (&self->page);
      self->page = g_object_ref_sink (page);
    }
  /* started without a window: a question needs one */
  if (self->window == NULL)
    g_application_activate (G_APPLICATION (self->application));
  if (self->window != NULL)
    dovetail_window_show_page (self->window, page);
}

static GtkWidget *
create_waiting_page (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_widget_add_css_class (bar, "flat");
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), adw_window_title_new ("", NULL));
  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_size_request (spinner, 32, 32);
  gtk_widget_set_halign (spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_vexpand (spinner, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spinner), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Opening your tasks"), -1);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), spinner);
  return box;
}

/* Only into a window that is there: waiting asks nothing. */
static void
show_waiting (DovetailStartUp *self)
{
  if (self->window != NULL)
    show (self, create_waiting_page ());
}

static void
finish (DovetailStartUp *self)
{
  g_clear_object (&self->page);
  g_clear_object (&self->first_run);
  dovetail_application_take_store (self->application, g_steal_pointer (&self->store),
                                   dovetail_opening_take_vault (self->opening));
}

static void
on_written_down (DovetailStartUp *self)
{
  finish (self);
}

static void
finish_after_recovery_code (DovetailStartUp *self)
{
  g_autofree char *code = dovetail_opening_take_recovery_code (self->opening);
  GtkWidget *page;

  dovetail_store_set_setting (self->store, DOVETAIL_SETTING_STARTED, "1", NULL);
  if (code == NULL)
    {
      finish (self);
      return;
    }
  page = dovetail_recovery_page_new (code);
  g_signal_connect_object (page, "written-down", G_CALLBACK (on_written_down), self, G_CONNECT_SWAPPED);
  show (self, page);
  explicit_bzero (code, strlen (code));
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DovetailStartUp) self = user_data;
  DovetailConnectForm *form = dovetail_first_run_page_get_form (self->first_run);
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  dovetail_connect_form_set_busy (form, FALSE);
  if (dovetail_sign_in_finish (result, &error))
    {
      finish_after_recovery_code (self);
      return;
    }
  words = dovetail_sign_in_explain (error);
  dovetail_connect_form_set_error (form, words);
}

static void
sign_in (DovetailStartUp *self)
{
  DovetailConnectForm *form = dovetail_first_run_page_get_form (self->first_run);

  show (self, GTK_WIDGET (self->first_run));
  dovetail_connect_form_set_busy (form, TRUE);
  dovetail_connect_form_sign_in (form, self->store, dovetail_opening_get_vault (self->opening), on_signed_in,
                                 g_object_ref (self));
}

/* The first-run page was answered: make what is missing, then go on. */
static void
answered (DovetailStartUp *self, gboolean connecting)
{
  self->connecting = connecting;
  if (self->store != NULL)
    continue_with_store (self);
  else
    create_key (self);
}

static void
on_local (DovetailStartUp *self)
{
  answered (self, FALSE);
}

static void
on_connect (DovetailStartUp *self)
{
  DovetailConnectForm *form = dovetail_first_run_page_get_form (self->first_run);
  g_autoptr (GError) error = NULL;

  /* an address that cannot be one is said at once, before a key is made for nothing */
  if (!dovetail_connect_form_check_address (form, &error))
    {
      dovetail_connect_form_set_error (form, error->message);
      return;
    }
  answered (self, TRUE);
}

static void
show_first_run (DovetailStartUp *self)
{
  GtkWidget *page = dovetail_first_run_page_new ();

  g_signal_connect_object (page, "local", G_CALLBACK (on_local), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "connect", G_CALLBACK (on_connect), self, G_CONNECT_SWAPPED);
  self->first_run = g_object_ref_sink (DOVETAIL_FIRST_RUN_PAGE (page));
  show (self, page);
}

static gboolean
was_used_before (DovetailStore *store)
{
  g_autofree char *started = dovetail_store_get_setting (store, DOVETAIL_SETTING_STARTED);
  gboolean empty = FALSE;

  if (started != NULL || dovetail_session_is_signed_in (store))
    return TRUE;
  return !dovetail_store_is_empty (store, &empty, NULL) || !empty;
}

static void
continue_with_store (DovetailStartUp *self)
{
  if (self->first_run == NULL)
    {
      if (was_used_before (self->store))
        finish (self);
      else
        show_first_run (self);
    }
  else if (self->connecting)
    sign_in (self);
  else
    finish_after_recovery_code (self);
}

static void
on_try_again (DovetailStartUp *self)
{
  /* with a first-run answer there is no key yet, otherwise there is one to be unlocked */
  if (self->first_run != NULL && dovetail_opening_is_new (self->opening))
    create_key (self);
  else
    begin (self, NULL);
}

static void
on_passphrase (DovetailKeyPage *page, const char *passphrase, DovetailStartUp *self)
{
  g_autofree char *copy = g_strdup (passphrase);

  begin (self, copy);
  explicit_bzero (copy, strlen (copy));
}

static void
on_new_passphrase (DovetailKeyPage *page, const char *passphrase, DovetailStartUp *self)
{
  self->protection = DOVETAIL_PROTECTION_PASSPHRASE;
  take_secret (&self->passphrase, g_strdup (passphrase));
  create_key (self);
}

static void
on_unsealed (DovetailStartUp *self)
{
  self->protection = DOVETAIL_PROTECTION_NONE;
  create_key (self);
}

static void on_step_done (GObject *source, GAsyncResult *result, gpointer user_data);

static void
on_recover (DovetailKeyPage *page, const char *code, DovetailStartUp *self)
{
  take_secret (&self->code, g_strdup (code));
  show_waiting (self);
  dovetail_opening_recover_async (self->opening, self->code, on_step_done, g_object_ref (self));
}

static void show_trouble (DovetailStartUp *self, DovetailKeyTrouble trouble, const char *words);

static void
on_forgotten (DovetailStartUp *self)
{
  show_trouble (self, DOVETAIL_KEY_FORGOTTEN, NULL);
}

static void
show_trouble (DovetailStartUp *self, DovetailKeyTrouble trouble, const char *words)
{
  GtkWidget *page = dovetail_key_page_new (trouble, words);

  self->trouble = trouble;
  g_signal_connect_object (page, "try-again", G_CALLBACK (on_try_again), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "passphrase", G_CALLBACK (on_passphrase), self, 0);
  g_signal_connect_object (page, "new-passphrase", G_CALLBACK (on_new_passphrase), self, 0);
  g_signal_connect_object (page, "unsealed", G_CALLBACK (on_unsealed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "recover", G_CALLBACK (on_recover), self, 0);
  g_signal_connect_object (page, "forgotten", G_CALLBACK (on_forgotten), self, G_CONNECT_SWAPPED);
  show (self, page);
}

static void
show_error (DovetailStartUp *self, const GError *error)
{
  gboolean is_new = dovetail_opening_is_new (self->opening);

  if (g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEYRING_UNAVAILABLE))
    show_trouble (self, is_new ? DOVETAIL_KEY_NO_KEYRING_NEW : DOVETAIL_KEY_NO_KEYRING, NULL);
  else if (g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEYRING_LOCKED))
    show_trouble (self, is_new ? DOVETAIL_KEY_LOCKED_NEW : DOVETAIL_KEY_LOCKED, NULL);
  else if (g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEY_LOST))
    show_trouble (self, DOVETAIL_KEY_LOST, NULL);
  else if (!g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_WRONG_PASSPHRASE))
    show_trouble (self, DOVETAIL_KEY_FAILED, error->message);
  else if (self->code != NULL)
    {
      show_trouble (self, self->trouble,
                    _ ("This recovery code does not fit. It has 28 letters and digits."));
      dovetail_key_page_correct_code (DOVETAIL_KEY_PAGE (self->page), self->code);
    }
  else
    show_trouble (self, DOVETAIL_KEY_PASSPHRASE,
                  self->passphrase == NULL ? NULL : _ ("This passphrase does not fit."));
}

static void
on_step_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DovetailStartUp) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!dovetail_opening_finish (self->opening, result, &error))
    {
      show_error (self, error);
      return;
    }
  if (dovetail_opening_is_new (self->opening))
    {
      self->protection = dovetail_opening_get_protection (self->opening);
      show_first_run (self);
      return;
    }
  take_secret (&self->passphrase, NULL);
  take_secret (&self->code, NULL);
  self->store = dovetail_opening_open_store (self->opening, &error);
  if (self->store == NULL)
    show_error (self, error);
  else
    continue_with_store (self);
}

static void
begin (DovetailStartUp *self, const char *passphrase)
{
  take_secret (&self->passphrase, g_strdup (passphrase));
  take_secret (&self->code, NULL);
  show_waiting (self);
  dovetail_opening_begin_async (self->opening, passphrase, on_step_done, g_object_ref (self));
}

static void
create_key (DovetailStartUp *self)
{
  take_secret (&self->code, NULL);
  show_waiting (self);
  dovetail_opening_create_async (self->opening, self->protection, self->passphrase, on_step_done,
                                 g_object_ref (self));
}

static void
dovetail_start_up_finalize (GObject *object)
{
  DovetailStartUp *self = DOVETAIL_START_UP (object);

  take_secret (&self->passphrase, NULL);
  take_secret (&self->code, NULL);
  g_clear_object (&self->page);
  g_clear_object (&self->first_run);
  g_clear_object (&self->store);
  g_clear_object (&self->opening);
  G_OBJECT_CLASS (dovetail_start_up_parent_class)->finalize (object);
}

static void
dovetail_start_up_class_init (DovetailStartUpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_start_up_finalize;
}

static void
dovetail_start_up_init (DovetailStartUp *self)
{
}

DovetailStartUp *
dovetail_start_up_new (DovetailApplication *application)
{
  DovetailStartUp *self = g_object_new (DOVETAIL_TYPE_START_UP, NULL);

  self->application = application;
  self->opening = dovetail_opening_new (dovetail_application_get_directory (application),
                                        g_getenv ("DOVETAIL_KEY_FILE"));
  return self;
}

void
dovetail_start_up_begin (DovetailStartUp *self)
{
  g_return_if_fail (DOVETAIL_IS_START_UP (self));
  begin (self, NULL);
}

void
dovetail_start_up_set_window (DovetailStartUp *self, DovetailWindow *window)
{
  g_return_if_fail (DOVETAIL_IS_START_UP (self));

  self->window = window;
  if (window != NULL)
    dovetail_window_show_page (window, self->page != NULL ? self->page : create_waiting_page ());
}
