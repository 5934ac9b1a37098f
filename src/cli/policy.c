/* SPDX-License-Identifier: GPL-3.0-or-later */

/* policy: what decides when both sides changed the same field. */
#include "core/policy.h"

#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/output-json.h"
#include "cli/policy-name.h"
#include "store/settings.h"

char *
dovetail_policy_in_force (DovetailStore *store)
{
  g_autofree char *set = dovetail_store_get_setting (store, DOVETAIL_SETTING_POLICY);
  const char *environment = g_getenv ("DEFAULT_CONFLICT_POLICY");
  DovetailPolicy policy;

  if (dovetail_policy_from_string (set, &policy))
    return g_steal_pointer (&set);
  if (environment != NULL && dovetail_policy_from_string (environment, &policy))
    return g_strdup (environment);
  return g_strdup (dovetail_policy_to_string (DOVETAIL_POLICY_OPERATIONAL_TRANSFORM));
}

static gboolean
set_policy (DovetailProgram *program, const char *name, GError **error)
{
  DovetailPolicy policy;

  if (!dovetail_policy_from_string (name, &policy))
    {
      g_autoptr (GString) names = g_string_new (NULL);

      for (guint i = 0; i < DOVETAIL_N_POLICIES; i++)
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", dovetail_policy_to_string (i));
      return dovetail_program_misused (error, _ ("“%s” is not one of %s"), name, names->str);
    }
  if (!dovetail_program_open (program, error))
    return FALSE;
  program->changed = dovetail_store_set_setting (program->store, DOVETAIL_SETTING_POLICY, name, error);
  return program->changed;
}

DOVETAIL_COMMAND (policy)
{
  g_autofree char *name = NULL;
  JsonObject *object;

  if (!dovetail_program_parse (program, NULL, words, 0, 1, error))
    return FALSE;
  if (words[1] != NULL)
    return set_policy (program, words[1], error);
  if (!dovetail_program_open (program, error))
    return FALSE;
  name = dovetail_policy_in_force (program->store);
  if (!program->json)
    {
      g_print ("%s\n", name);
      return TRUE;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "policy", name);
  dovetail_output_object (object);
  return TRUE;
}
