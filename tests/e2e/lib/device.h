/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One device: a data directory and a key file of its own, worked with dovetailctl. */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "process.h"

typedef struct
{
  char  *name;
  char  *home;
  char **environment;
} Device;

Device        *device_new  (const char *directory,
                            const char *name);
void           device_free (Device *device);
void           device_set  (Device     *device,
                            const char *variable,
                            const char *value);
void           device_login (Device     *device,
                             const char *url,
                             const char *user,
                             const char *password);

GSubprocess   *device_start    (Device *device,
                                ...) G_GNUC_NULL_TERMINATED;
ProcessResult *device_try      (Device *device,
                                ...) G_GNUC_NULL_TERMINATED;
char          *device_do       (Device *device,
                                ...) G_GNUC_NULL_TERMINATED;
JsonNode      *device_ask      (Device *device,
                                ...) G_GNUC_NULL_TERMINATED;
JsonObject    *device_sync     (Device *device);
JsonObject    *device_show     (Device     *device,
                                const char *entity_id);
JsonArray     *device_list     (Device     *device,
                                const char *smart);
char          *device_add      (Device     *device,
                                const char *text);

char          *device_dump          (Device *device);
void           devices_assert_equal (Device *one,
                                     Device *other);

JsonNode      *json_text_to_node (const char *text);
char          *json_node_to_text (JsonNode *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Device, device_free)
