/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /openapi.yaml: data/openapi.yaml, which is compiled in. */

#include "server-resources.h"
#include "server/handlers.h"
#include "server/problem.h"

#define PLACE "/io/github/dovetailtasks/Dovetail/server/openapi.yaml"

DovetailResponse *
dovetail_handle_openapi (DovetailServer *server,
                         const DovetailCaller *caller,
                         const DovetailRequest *request,
                         JsonNode *body)
{
  g_autoptr (GError) error = NULL;
  GBytes *text
      = g_resource_lookup_data (dovetail_server_get_resource (), PLACE, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  if (text == NULL)
    return dovetail_refuse_for_error (error);
  return dovetail_response_new (200, "application/yaml", text);
}
