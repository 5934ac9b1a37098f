/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Actions that wait. */

#include "app/waiting-actions.h"

typedef struct
{
  char *name;
  GVariant *parameter; /* NULL: none */
} Waiting;

struct _DovetailWaitingActions
{
  GPtrArray *waiting;
};

static void
waiting_free (Waiting *waiting)
{
  g_free (waiting->name);
  g_clear_pointer (&waiting->parameter, g_variant_unref);
  g_free (waiting);
}

static GPtrArray *
create_array (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) waiting_free);
}

DovetailWaitingActions *
dovetail_waiting_actions_new (void)
{
  DovetailWaitingActions *self = g_new0 (DovetailWaitingActions, 1);

  self->waiting = create_array ();
  return self;
}

void
dovetail_waiting_actions_free (DovetailWaitingActions *self)
{
  g_ptr_array_unref (self->waiting);
  g_free (self);
}

void
dovetail_waiting_actions_add (DovetailWaitingActions *self, const char *name, GVariant *parameter)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->name = g_strdup (name);
  waiting->parameter = parameter != NULL ? g_variant_ref_sink (parameter) : NULL;
  g_ptr_array_add (self->waiting, waiting);
}

void
dovetail_waiting_actions_run (DovetailWaitingActions *self, GActionGroup *actions)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = create_array ();
  for (guint i = 0; i < waiting->len; i++)
    {
      Waiting *one = waiting->pdata[i];

      g_action_group_activate_action (actions, one->name, one->parameter);
    }
}
