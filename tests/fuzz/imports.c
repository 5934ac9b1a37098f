/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any file of any format; the first byte chooses which. What is read fits the schema, and can be written in
 * every format. */

#include "core/schema.h"
#include "formats/reading.h"
#include "target.h"

static void
check_task (const DovetailImportedTask *task)
{
  g_autoptr (GError) error = NULL;

  dovetail_schema_validate (dovetail_schema_find (DOVETAIL_ENTITY_TASK), task->data, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (task->list_name == NULL || g_utf8_validate (task->list_name, -1, NULL));
  g_assert_true (task->entity_id == NULL || g_uuid_string_is_valid (task->entity_id));
}

static void
check_problem (const DovetailImportProblem *problem)
{
  g_assert_true (g_utf8_validate (problem->reason, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_malloc (MAX (size, 1)); /* the first byte goes, a NUL comes */
  g_autoptr (DovetailImport) import = NULL;

  if (size == 0)
    return 0;
  memcpy (text, data + 1, size - 1);
  text[size - 1] = '\0';
  import = read_bytes ((DovetailFormat) (data[0] % (DOVETAIL_FORMAT_CSV + 1)), text, size - 1);
  for (guint i = 0; import != NULL && i < import->tasks->len; i++)
    check_task (g_ptr_array_index (import->tasks, i));
  for (guint i = 0; import != NULL && i < import->problems->len; i++)
    check_problem (g_ptr_array_index (import->problems, i));
  for (guint i = 0; import != NULL && i <= DOVETAIL_FORMAT_CSV; i++)
    {
      g_autofree char *written = write_import ((DovetailFormat) i, import);

      g_assert_true (g_utf8_validate (written, -1, NULL));
    }

  return 0;
}
