/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way from a directory to an open store: vault, key, migrations, each on a worker. */

#include "app/opening.h"

#include <string.h>

#include "store/system.h"

typedef enum
{
  STEP_BEGIN,
  STEP_CREATE,
  STEP_RECOVER
} Step;

struct _DovetailOpening
{
  GObject parent_instance;

  char *directory;
  char *key_file;
  DovetailVault *vault;
  char *recovery_code;
  guint8 key[DOVETAIL_KEY_BYTES];
  gboolean has_key; /* or needs none: sealed is FALSE then */
  gboolean sealed;
};

G_DEFINE_FINAL_TYPE (DovetailOpening, dovetail_opening, G_TYPE_OBJECT)

/* What a worker gets and gives back; the object is untouched until the step is finished. */
typedef struct
{
  Step step;
  char *directory;
  char *key_file;
  DovetailVault *vault;     /* borrowed when there was one */
  DovetailVault *new_vault; /* owned */
  DovetailProtection protection;
  char *secret; /* passphrase or recovery code */
  char *recovery_code;
  guint8 key[DOVETAIL_KEY_BYTES];
  gboolean has_key;
  gboolean sealed;
} Work;

static void
free_secret (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static void
work_free (Work *work)
{
  g_free (work->directory);
  g_free (work->key_file);
  g_clear_pointer (&work->new_vault, dovetail_vault_free);
  free_secret (work->secret);
  free_secret (work->recovery_code);
  explicit_bzero (work->key, sizeof work->key);
  g_free (work);
}

static void
dovetail_opening_finalize (GObject *object)
{
  DovetailOpening *self = DOVETAIL_OPENING (object);

  g_free (self->directory);
  g_free (self->key_file);
  g_clear_pointer (&self->vault, dovetail_vault_free);
  free_secret (self->recovery_code);
  explicit_bzero (self->key, sizeof self->key);
  G_OBJECT_CLASS (dovetail_opening_parent_class)->finalize (object);
}

static void
dovetail_opening_class_init (DovetailOpeningClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_opening_finalize;
}

static void
dovetail_opening_init (DovetailOpening *self)
{
}

DovetailOpening *
dovetail_opening_new (const char *directory, const char *key_file)
{
  DovetailOpening *self = g_object_new (DOVETAIL_TYPE_OPENING, NULL);

  self->directory = g_strdup (directory);
  self->key_file = g_strdup (key_file);
  return self;
}

static gboolean
unlock (Work *work, GCancellable *cancellable, GError **error)
{
  work->has_key
      = dovetail_vault_unlock (work->vault, work->secret, work->key, &work->sealed, cancellable, error);
  return work->has_key;
}

static gboolean
create (Work *work, GCancellable *cancellable, GError **error)
{
  DovetailRandom random = dovetail_system_random ();

  if (!dovetail_vault_create (work->vault, work->protection, work->secret, &random, &work->recovery_code,
                              cancellable, error))
    return FALSE;
  return unlock (work, cancellable, error);
}

static gboolean
recover (Work *work, GCancellable *cancellable, GError **error)
{
  work->has_key = dovetail_vault_recover (work->vault, work->secret, work->key, cancellable, error);
  work->sealed = TRUE;
  return work->has_key;
}

static gboolean
run_step (Work *work, GCancellable *cancellable, GError **error)
{
  if (work->vault == NULL)
    {
      work->new_vault = dovetail_vault_open (work->directory, work->key_file, error);
      if (work->new_vault == NULL)
        return FALSE;
      work->vault = work->new_vault;
    }
  switch (work->step)
    {
    case STEP_CREATE:
      return create (work, cancellable, error);
    case STEP_RECOVER:
      return recover (work, cancellable, error);
    case STEP_BEGIN:
    default:
      return dovetail_vault_is_new (work->vault) || unlock (work, cancellable, error);
    }
}

static DovetailStore *
open_store (const char *directory, const guint8 *key, GError **error)
{
  DovetailStoreOptions options = { directory, key, dovetail_system_clock (), dovetail_system_random () };

  return dovetail_store_open (&options, error);
}

static void
run (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  g_autoptr (DovetailStore) store = NULL;
  g_autoptr (GError) error = NULL;

  if (!run_step (work, cancellable, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* migrations and their backup happen at the first open: better here than in front of the user */
  if (work->has_key)
    store = open_store (work->directory, work->sealed ? work->key : NULL, &error);
  if (work->has_key && store == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
start (DovetailOpening *self,
       Step step,
       DovetailProtection protection,
       const char *secret,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Work *work = g_new0 (Work, 1);

  work->step = step;
  work->directory = g_strdup (self->directory);
  work->key_file = g_strdup (self->key_file);
  work->vault = self->vault;
  work->protection = protection;
  work->secret = g_strdup (secret);
  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  g_task_run_in_thread (task, run);
}

void
dovetail_opening_begin_async (DovetailOpening *self,
                              const char *passphrase,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (DOVETAIL_IS_OPENING (self));
  start (self, STEP_BEGIN, DOVETAIL_PROTECTION_KEYRING, passphrase, callback, user_data);
}

void
dovetail_opening_create_async (DovetailOpening *self,
                               DovetailProtection protection,
                               const char *passphrase,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (DOVETAIL_IS_OPENING (self));
  start (self, STEP_CREATE, protection, passphrase, callback, user_data);
}

void
dovetail_opening_recover_async (DovetailOpening *self,
                                const char *recovery_code,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (DOVETAIL_IS_OPENING (self));
  g_return_if_fail (recovery_code != NULL);
  start (self, STEP_RECOVER, DOVETAIL_PROTECTION_KEYRING, recovery_code, callback, user_data);
}

gboolean
dovetail_opening_finish (DovetailOpening *self, GAsyncResult *result, GError **error)
{
  Work *work;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  work = g_task_get_task_data (G_TASK (result));
  if (work->new_vault != NULL)
    self->vault = g_steal_pointer (&work->new_vault);
  if (work->recovery_code != NULL)
    self->recovery_code = g_steal_pointer (&work->recovery_code);
  if (work->has_key)
    {
      self->has_key = TRUE;
      self->sealed = work->sealed;
      memcpy (self->key, work->key, sizeof self->key);
    }
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
dovetail_opening_is_new (DovetailOpening *self)
{
  g_return_val_if_fail (DOVETAIL_IS_OPENING (self), FALSE);
  return self->vault != NULL && dovetail_vault_is_new (self->vault);
}

DovetailProtection
dovetail_opening_get_protection (DovetailOpening *self)
{
  g_return_val_if_fail (DOVETAIL_IS_OPENING (self), DOVETAIL_PROTECTION_KEYRING);
  return self->vault == NULL ? DOVETAIL_PROTECTION_KEYRING : dovetail_vault_get_protection (self->vault);
}

DovetailVault *
dovetail_opening_get_vault (DovetailOpening *self)
{
  g_return_val_if_fail (DOVETAIL_IS_OPENING (self), NULL);
  return self->vault;
}

char *
dovetail_opening_take_recovery_code (DovetailOpening *self)
{
  g_return_val_if_fail (DOVETAIL_IS_OPENING (self), NULL);
  return g_steal_pointer (&self->recovery_code);
}

DovetailStore *
dovetail_opening_open_store (DovetailOpening *self, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_OPENING (self), NULL);
  g_return_val_if_fail (self->has_key, NULL);

  return open_store (self->directory, self->sealed ? self->key : NULL, error);
}

DovetailVault *
dovetail_opening_take_vault (DovetailOpening *self)
{
  g_return_val_if_fail (DOVETAIL_IS_OPENING (self), NULL);
  return g_steal_pointer (&self->vault);
}
