/* SPDX-License-Identifier: GPL-3.0-or-later */

/* policy: what decides when both sides changed the same field, for all records or for those of one type. */
#include "store/policies.h"

#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/output-json.h"
#include "core/record.h"

/* Takes the type's own policy away again. */
#define AS_DEFAULT "default"

static gboolean
check_type (const char *entity_type, gboolean setting, GError **error)
{
  g_autofree char *types = NULL;

  if (entity_type == NULL || g_strv_contains (dovetail_policy_types, entity_type)
      || (!setting && g_str_equal (entity_type, DOVETAIL_ENTITY_EVENT)))
    return TRUE;
  types = g_strjoinv (", ", (char **) dovetail_policy_types);
  if (g_str_equal (entity_type, DOVETAIL_ENTITY_EVENT))
    return dovetail_program_misused (
        error, _ ("events always go by last_write_wins; only these can be set: %s"), types);
  return dovetail_program_misused (error, _ ("“%s” is not one of %s"), entity_type, types);
}

static gboolean
read_policy (const char *name, const char *entity_type, DovetailPolicy *policy, GError **error)
{
  g_autoptr (GString) names = NULL;

  if (dovetail_policy_from_string (name, policy))
    return TRUE;
  names = g_string_new (NULL);
  for (guint i = 0; i < DOVETAIL_N_POLICIES; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", dovetail_policy_to_string (i));
  if (entity_type != NULL)
    g_string_append (names, ", " AS_DEFAULT);
  return dovetail_program_misused (error, _ ("“%s” is not one of %s"), name, names->str);
}

static gboolean
set_policy (DovetailProgram *program, const char *name, const char *entity_type, GError **error)
{
  DovetailPolicy policy;
  gboolean remove = entity_type != NULL && g_str_equal (name, AS_DEFAULT);

  if (!check_type (entity_type, TRUE, error) || (!remove && !read_policy (name, entity_type, &policy, error))
      || !dovetail_program_open (program, error))
    return FALSE;
  program->changed = dovetail_store_set_policy (program->store, entity_type, remove ? NULL : &policy, error);
  return program->changed;
}

static void
print_json (DovetailProgram *program)
{
  JsonObject *object = json_object_new ();
  JsonObject *types = json_object_new ();

  json_object_set_string_member (
      object, "policy", dovetail_policy_to_string (dovetail_store_get_policy (program->store, NULL)));
  for (guint i = 0; dovetail_policy_types[i] != NULL; i++)
    {
      DovetailPolicy policy;

      if (dovetail_store_get_policy_setting (program->store, dovetail_policy_types[i], &policy))
        json_object_set_string_member (types, dovetail_policy_types[i], dovetail_policy_to_string (policy));
    }
  json_object_set_object_member (object, "types", types);
  dovetail_output_object (object);
}

static void
print_text (DovetailProgram *program)
{
  g_print ("%s\n", dovetail_policy_to_string (dovetail_store_get_policy (program->store, NULL)));
  for (guint i = 0; dovetail_policy_types[i] != NULL; i++)
    {
      DovetailPolicy policy;

      if (dovetail_store_get_policy_setting (program->store, dovetail_policy_types[i], &policy))
        g_print ("%s: %s\n", dovetail_policy_types[i], dovetail_policy_to_string (policy));
    }
}

/* Of one type: the policy in force. */
static void
print_one (DovetailProgram *program, const char *entity_type)
{
  const char *name = dovetail_policy_to_string (dovetail_store_get_policy (program->store, entity_type));
  JsonObject *object;

  if (!program->json)
    {
      g_print ("%s\n", name);
      return;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "policy", name);
  dovetail_output_object (object);
}

DOVETAIL_COMMAND (policy)
{
  g_autofree char *entity_type = NULL;
  const GOptionEntry entries[] = {
    { "for", 0, 0, DOVETAIL_OPTION_TEXT, &entity_type, N_ ("Of records of this type only: task, list"),
      N_ ("TYPE") },
    G_OPTION_ENTRY_NULL,
  };

  if (!dovetail_program_parse (program, entries, words, 0, 1, error))
    return FALSE;
  if (words[1] != NULL)
    return set_policy (program, words[1], entity_type, error);
  if (!check_type (entity_type, FALSE, error) || !dovetail_program_open (program, error))
    return FALSE;
  if (entity_type != NULL)
    print_one (program, entity_type);
  else if (program->json)
    print_json (program);
  else
    print_text (program);
  return TRUE;
}
