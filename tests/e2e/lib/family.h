/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What most tests begin with: a server, a proxy before it, and two devices of one person. */

#pragma once

#include "cutting-proxy.h"
#include "device.h"
#include "server-process.h"

#define FAMILY_PASSWORD "correct horse battery staple"

typedef struct
{
  char          *directory;
  ServerProcess *server;
  CuttingProxy  *proxy;
  Device        *laptop; /* anna's */
  Device        *phone;  /* anna's too */
} Family;

Family *family_new         (void);
Family *family_new_offline (void);
void    family_free        (Family *family);
/* The first time: anna's account is made, and nobody connected to it yet. */
void    family_start_server (Family *family);
void    family_login       (Family *family,
                            Device *device);
void    family_sync_both   (Family *family);
char   *family_share_task  (Family     *family,
                            const char *title);
void    family_assert_equal (Family *family);

/* Starts the server again, on its database, behind the same proxy. */
void    family_restart_server (Family *family);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Family, family_free)
