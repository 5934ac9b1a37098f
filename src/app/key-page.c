/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands between the user and the key. Nothing here goes on without encryption unless the user says so.
 */

#include "app/key-page.h"

#include <glib/gi18n.h>

#include "app/accessible-names.h"

#define SHORTEST_PASSPHRASE 8

struct _DovetailKeyPage
{
  GtkWidget parent_instance;

  GtkWidget *box;
  AdwStatusPage *page;
  GtkLabel *words;
  GtkWidget *again_button;
  GtkWidget *secret_box;
  GtkWidget *passphrase;
  GtkWidget *repeated;
  GtkWidget *code;
  GtkButton *secret_button;
  GtkWidget *unsealed;
  GtkWidget *forgotten;

  DovetailKeyTrouble trouble;
};

G_DEFINE_FINAL_TYPE (DovetailKeyPage, dovetail_key_page, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_TRY_AGAIN,
  SIGNAL_NEW_PASSPHRASE,
  SIGNAL_PASSPHRASE,
  SIGNAL_UNSEALED,
  SIGNAL_RECOVER,
  SIGNAL_FORGOTTEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  const char *icon_name;
  const char *title;
  const char *description;
  const char *secret_label; /* NULL: no secret is asked for */
  gboolean again, passphrase, repeated, code, unsealed, forgotten;
} Content;

static const Content contents[] = {
  [DOVETAIL_KEY_NO_KEYRING_NEW]
  = { "dialog-password-symbolic", N_ ("No Keyring Answers"),
      N_ ("Dovetail encrypts your tasks with a key that your desktop's keyring keeps, and no keyring runs "
          "here. Start one "
          "and try again, or choose a passphrase to be asked for at every start."),
      N_ ("_Use This Passphrase"), TRUE, TRUE, TRUE, FALSE, TRUE },
  [DOVETAIL_KEY_NO_KEYRING]
  = { "dialog-password-symbolic", N_ ("No Keyring Answers"),
      N_ ("The key to your tasks lies in your desktop's keyring, and none answers. Your tasks are "
          "safe. Start the keyring and try again, or enter your recovery code."),
      N_ ("_Open With Recovery Code"), TRUE, FALSE, FALSE, TRUE, FALSE },
  [DOVETAIL_KEY_LOCKED_NEW]
  = { "dialog-password-symbolic", N_ ("The Keyring Is Locked"),
      N_ ("Dovetail encrypts your tasks with a key that your desktop's keyring keeps. Try again and unlock "
          "it "
          "when your desktop asks, or choose a passphrase to be asked for at every start."),
      N_ ("_Use This Passphrase"), TRUE, TRUE, TRUE, FALSE, TRUE },
  [DOVETAIL_KEY_LOCKED] = { "dialog-password-symbolic", N_ ("The Keyring Is Locked"),
                            N_ ("The key to your tasks lies in your desktop's keyring. Try again and unlock "
                                "it when your desktop asks, or enter your recovery code."),
                            N_ ("_Open With Recovery Code"), TRUE, FALSE, FALSE, TRUE, FALSE },
  [DOVETAIL_KEY_FORGOTTEN] = { "dialog-password-symbolic", N_ ("Unlock Your Tasks"),
                               N_ ("Enter the recovery code you wrote down when you chose the passphrase."),
                               N_ ("_Open With Recovery Code"), FALSE, FALSE, FALSE, TRUE, FALSE },
  [DOVETAIL_KEY_PASSPHRASE] = { "dialog-password-symbolic", N_ ("Unlock Your Tasks"),
                                N_ ("Enter the passphrase you chose for Dovetail."), N_ ("_Unlock"), FALSE,
                                TRUE, FALSE, FALSE, FALSE, TRUE },
  [DOVETAIL_KEY_LOST]
  = { "dialog-warning-symbolic", N_ ("The Key Is Gone"),
      N_ ("Your desktop's keyring has no key for your tasks; perhaps it was reset. Your tasks are kept, "
          "encrypted, and nothing is deleted. Enter the recovery code you wrote down."),
      N_ ("_Open With Recovery Code"), TRUE, FALSE, FALSE, TRUE, FALSE },
  [DOVETAIL_KEY_FAILED] = { "dialog-error-symbolic", N_ ("Your Tasks Cannot Be Opened"),
                            N_ ("Nothing was changed or deleted."), NULL, TRUE, FALSE, FALSE, FALSE, FALSE },
};

static const char *
text_of (GtkWidget *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
is_ready (DovetailKeyPage *self)
{
  const Content *content = &contents[self->trouble];

  if (content->code)
    return text_of (self->code)[0] != '\0';
  if (!content->repeated)
    return text_of (self->passphrase)[0] != '\0';
  return g_utf8_strlen (text_of (self->passphrase), -1) >= SHORTEST_PASSPHRASE
         && g_str_equal (text_of (self->passphrase), text_of (self->repeated));
}

static void
update_buttons (DovetailKeyPage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->secret_button), is_ready (self));
}

static void
on_again_clicked (DovetailKeyPage *self)
{
  g_signal_emit (self, signals[SIGNAL_TRY_AGAIN], 0);
}

static void
on_unsealed_clicked (DovetailKeyPage *self)
{
  g_signal_emit (self, signals[SIGNAL_UNSEALED], 0);
}

static void
on_forgotten_clicked (DovetailKeyPage *self)
{
  g_signal_emit (self, signals[SIGNAL_FORGOTTEN], 0);
}

static void
on_secret_submitted (DovetailKeyPage *self)
{
  const Content *content = &contents[self->trouble];

  if (!is_ready (self))
    return;
  if (content->code)
    g_signal_emit (self, signals[SIGNAL_RECOVER], 0, text_of (self->code));
  else if (content->repeated)
    g_signal_emit (self, signals[SIGNAL_NEW_PASSPHRASE], 0, text_of (self->passphrase));
  else
    g_signal_emit (self, signals[SIGNAL_PASSPHRASE], 0, text_of (self->passphrase));
}

static void
dovetail_key_page_dispose (GObject *object)
{
  DovetailKeyPage *self = DOVETAIL_KEY_PAGE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (dovetail_key_page_parent_class)->dispose (object);
}

static guint
new_signal (const char *name, gboolean with_text)
{
  if (with_text)
    return g_signal_new (name, DOVETAIL_TYPE_KEY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                         G_TYPE_STRING);
  return g_signal_new (name, DOVETAIL_TYPE_KEY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
dovetail_key_page_class_init (DovetailKeyPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_key_page_dispose;
  signals[SIGNAL_TRY_AGAIN] = new_signal ("try-again", FALSE);
  signals[SIGNAL_NEW_PASSPHRASE] = new_signal ("new-passphrase", TRUE);
  signals[SIGNAL_PASSPHRASE] = new_signal ("passphrase", TRUE);
  signals[SIGNAL_UNSEALED] = new_signal ("unsealed", FALSE);
  signals[SIGNAL_RECOVER] = new_signal ("recover", TRUE);
  signals[SIGNAL_FORGOTTEN] = new_signal ("forgotten", FALSE);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/dovetailtasks/Dovetail/key-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailKeyPage, box);
  gtk_widget_class_bind_template_child (widget_class, DovetailKeyPage, page);
  gtk_widget_class_bind_template_child (widget_class, DovetailKeyPage, words);
  gtk_widget_class_bind_template_child (widget_class, DovetailKeyPage, again_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailKeyPage, secret_box);
  gtk_widget_class_bind_template_child (widget_class, DovetailKeyPage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, DovetailKeyPage, repeated);
  gtk_widget_class_bind_template_child (widget_class, DovetailKeyPage, code);
  gtk_widget_class_bind_template_child (widget_class, DovetailKeyPage, secret_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailKeyPage, unsealed);
  gtk_widget_class_bind_template_child (widget_class, DovetailKeyPage, forgotten);
  gtk_widget_class_bind_template_callback (widget_class, update_buttons);
  gtk_widget_class_bind_template_callback (widget_class, on_again_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_unsealed_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_forgotten_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_secret_submitted);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_key_page_init (DovetailKeyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dovetail_name_password_row (GTK_WIDGET (self->passphrase));
  dovetail_name_password_row (GTK_WIDGET (self->repeated));
}

GtkWidget *
dovetail_key_page_new (DovetailKeyTrouble trouble, const char *words)
{
  DovetailKeyPage *self = g_object_new (DOVETAIL_TYPE_KEY_PAGE, NULL);
  const Content *content = &contents[trouble];

  self->trouble = trouble;
  adw_status_page_set_icon_name (self->page, content->icon_name);
  adw_status_page_set_title (self->page, _ (content->title));
  adw_status_page_set_description (self->page, _ (content->description));
  gtk_label_set_label (self->words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words), words != NULL);
  gtk_widget_set_visible (self->again_button, content->again);
  gtk_widget_set_visible (self->secret_box, content->secret_label != NULL);
  gtk_widget_set_visible (self->passphrase, content->passphrase);
  gtk_widget_set_visible (self->repeated, content->repeated);
  if (content->repeated)
    {
      g_autofree char *title
          = g_strdup_printf (ngettext ("Passphrase, at least %d character",
                                       "Passphrase, at least %d characters", SHORTEST_PASSPHRASE),
                             SHORTEST_PASSPHRASE);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->passphrase), title);
    }
  gtk_widget_set_visible (self->code, content->code);
  gtk_widget_set_visible (GTK_WIDGET (self->secret_button), content->secret_label != NULL);
  if (content->secret_label != NULL)
    gtk_button_set_label (self->secret_button, _ (content->secret_label));
  if (!content->again)
    gtk_widget_add_css_class (GTK_WIDGET (self->secret_button), "suggested-action");
  gtk_widget_set_visible (self->unsealed, content->unsealed);
  gtk_widget_set_visible (self->forgotten, content->forgotten);
  update_buttons (self);
  return GTK_WIDGET (self);
}

void
dovetail_key_page_correct_code (DovetailKeyPage *self, const char *code)
{
  g_return_if_fail (DOVETAIL_IS_KEY_PAGE (self));
  g_return_if_fail (code != NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->code), code);
  gtk_widget_grab_focus (self->code);
}
