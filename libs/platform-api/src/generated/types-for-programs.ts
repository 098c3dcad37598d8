// Generated from the services by `npm run generate`.

import type { PlatformContext } from '../platform-context.js';

export interface IafItemSvcForPrograms {
  /**
   * Create secrets.
   *
   * Stores secrets, which scripts use in the headers of a fetch: all of them or none. Scripts cannot.
   */
  createSecrets(
    body: { _name: string; _value: string; _hosts: string[]; _description?: string }[],
    ctx: PlatformContext,
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _name: string;
      _description: string;
      _namespaces: string[];
      _hosts: string[];
      _fingerprint: string;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * Delete a secret.
   *
   * Deletes a secret; a fetch that names it is refused from then on. Scripts cannot. Heeds `ifMatch` of `ctx`.
   */
  deleteSecret(id: string, ctx: PlatformContext): Promise<null>;
  /**
   * Change fields of a secret.
   *
   * Changes the fields that are given and leaves the others; the value too, to rotate it. Scripts cannot. Heeds `ifMatch` of `ctx`.
   */
  patchSecret(
    id: string,
    body: { _name?: string; _value?: string; _hosts?: string[]; _description?: string },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _namespaces: string[];
    _hosts: string[];
    _fingerprint: string;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * Replace the settings of a namespace.
   *
   * Replaces the settings; runs follow at once. Scripts cannot. Heeds `ifMatch` of `ctx`.
   */
  updateNamespaceSettings(
    body: { _fetchHosts: string[] },
    ctx: PlatformContext,
  ): Promise<{
    _namespace: string;
    _fetchHosts: string[];
    _metadata?: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * Replace a secret.
   *
   * Replaces a secret and its value; the next fetch uses it. Scripts cannot. Heeds `ifMatch` of `ctx`.
   */
  updateSecret(
    id: string,
    body: { _name: string; _value: string; _hosts: string[]; _description?: string },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _namespaces: string[];
    _hosts: string[];
    _fingerprint: string;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
}

export interface IafNotificationForPrograms {
  /**
   * Add members to a notification group.
   *
   * Stores where the messages of a group are posted to: all or none. The answer alone tells the signing secrets. Scripts cannot.
   */
  createGroupMembers(
    id: string,
    body: { _name: string; _webhookUrl: string }[],
    ctx: PlatformContext,
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _groupId: string;
      _name: string;
      _webhookUrl: string;
      _namespaces: string[];
      _previousSecretUntil: string | null;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
      _signingSecret: string;
    }[];
  }>;
  /**
   * Create notification groups.
   *
   * Stores groups that messages can be sent to: all of them or none. Scripts cannot.
   */
  createNotificationGroups(
    body: { _name: string; _description?: string; _userType: string; _namespaces?: string[] }[],
    ctx: PlatformContext,
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _name: string;
      _description: string;
      _userType: string;
      _namespaces: string[];
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * Delete a member of a notification group.
   *
   * Deletes a member; what was not delivered to it yet never is. Scripts cannot. Heeds `ifMatch` of `ctx`.
   */
  deleteGroupMember(id: string, memberId: string, ctx: PlatformContext): Promise<null>;
  /**
   * Delete a notification group.
   *
   * Deletes a group with its members and messages; what is not delivered yet never is. Scripts cannot. Heeds `ifMatch` of `ctx`.
   */
  deleteNotificationGroup(id: string, ctx: PlatformContext): Promise<null>;
  /**
   * Change fields of a member.
   *
   * Changes the name or the URL of a member; attempts follow from the next one on. Scripts cannot. Heeds `ifMatch` of `ctx`.
   */
  patchGroupMember(
    id: string,
    memberId: string,
    body: { _name?: string; _webhookUrl?: string },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _groupId: string;
    _name: string;
    _webhookUrl: string;
    _namespaces: string[];
    _previousSecretUntil: string | null;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * Change fields of a notification group.
   *
   * Changes the fields of a group that are given and leaves the others. Scripts cannot. Heeds `ifMatch` of `ctx`.
   */
  patchNotificationGroup(
    id: string,
    body: { _name?: string; _description?: string; _userType?: string },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _userType: string;
    _namespaces: string[];
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * Renew the signing secret of a member.
   *
   * Gives a member another signing secret, which this answer alone tells. Webhooks are signed with it at once, and for a day with the one before as well. Scripts cannot. Heeds `ifMatch` of `ctx`.
   */
  renewGroupMemberSecret(
    id: string,
    memberId: string,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _groupId: string;
    _name: string;
    _webhookUrl: string;
    _namespaces: string[];
    _previousSecretUntil: string | null;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    _signingSecret: string;
  }>;
  /**
   * Replace a notification group.
   *
   * Replaces name, description and type of a group; its members stay. Scripts cannot. Heeds `ifMatch` of `ctx`.
   */
  updateNotificationGroup(
    id: string,
    body: { _name: string; _description?: string; _userType: string },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _userType: string;
    _namespaces: string[];
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
}

export interface IafPassSvcForPrograms {
  /**
   * Create access tokens.
   *
   * Makes tokens by which users call, and shows each this once: all of them or none. For the admin.
   */
  createAccessTokens(
    body: { _name: string; _userId: string; _namespaces: string[]; _expiresAt?: string }[],
    ctx: PlatformContext,
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _name: string;
      _userId: string;
      _namespaces: string[];
      _expiresAt: string | null;
      _lastUsedAt: string | null;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
      _token: string;
    }[];
  }>;
  /**
   * Create user groups.
   *
   * Stores groups of users, to whom things can be granted together: all of them or none. Scripts cannot.
   */
  createUserGroups(
    body: { _name: string; _description?: string; _members?: string[]; _namespaces?: string[] }[],
    ctx: PlatformContext,
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _name: string;
      _description: string;
      _members: string[];
      _namespaces: string[];
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * Revoke an access token.
   *
   * Revokes a token: from then on it is refused. For the admin.
   */
  deleteAccessToken(id: string, ctx: PlatformContext): Promise<null>;
  /**
   * Delete a user group.
   *
   * Deletes a group, and with it what its members have through it. Scripts cannot. Heeds `ifMatch` of `ctx`.
   */
  deleteUserGroup(id: string, ctx: PlatformContext): Promise<null>;
  /**
   * Get an access token.
   *
   * Answers with one token, by its id, without its secret. For the admin.
   */
  getAccessToken(
    id: string,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _userId: string;
    _namespaces: string[];
    _expiresAt: string | null;
    _lastUsedAt: string | null;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * List access tokens.
   *
   * Lists the tokens of users, without their secrets. For the admin.
   */
  getAccessTokens(
    criteria: { _userId?: string },
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _name: string;
      _userId: string;
      _namespaces: string[];
      _expiresAt: string | null;
      _lastUsedAt: string | null;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * Change fields of a user group.
   *
   * Changes the fields that are given and leaves the others. Scripts cannot. Heeds `ifMatch` of `ctx`.
   */
  patchUserGroup(
    id: string,
    body: { _name?: string; _description?: string; _members?: string[] },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _members: string[];
    _namespaces: string[];
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * Remove a user.
   *
   * Revokes the tokens of a user, deletes what it was granted and takes it out of its groups, in all namespaces. What it made stays, and its id is never given a token again. For the admin.
   */
  removeUser(id: string, ctx: PlatformContext): Promise<null>;
  /**
   * Replace a user group.
   *
   * Replaces a group; who joins or leaves has its rights, or has not, at once. Scripts cannot. Heeds `ifMatch` of `ctx`.
   */
  updateUserGroup(
    id: string,
    body: { _name: string; _description?: string; _members?: string[] },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _members: string[];
    _namespaces: string[];
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
}

export interface IafPermissionForPrograms {
  /**
   * Grant rights.
   *
   * Grants users and groups what they may do with resources: all of it or nothing. Scripts cannot.
   */
  createGrants(
    body: {
      _resource: string;
      _actions: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN' | '*')[];
      _grantee: { _userId?: string; _userGroupId?: string };
      _namespaces?: string[];
    }[],
    ctx: PlatformContext,
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _resource: string;
      _actions: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN' | '*')[];
      _grantee: { _userId?: string; _userGroupId?: string };
      _namespaces: string[];
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * Revoke a grant.
   *
   * Deletes a grant; what nothing else allows is denied from then on. Scripts cannot. Heeds `ifMatch` of `ctx`.
   */
  deleteGrant(id: string, ctx: PlatformContext): Promise<null>;
  /**
   * Change fields of a grant.
   *
   * Changes the fields that are given and leaves the others. Scripts cannot. Heeds `ifMatch` of `ctx`.
   */
  patchGrant(
    id: string,
    body: {
      _resource?: string;
      _actions?: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN' | '*')[];
      _grantee?: { _userId?: string; _userGroupId?: string };
    },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _resource: string;
    _actions: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN' | '*')[];
    _grantee: { _userId?: string; _userGroupId?: string };
    _namespaces: string[];
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * Replace a grant.
   *
   * Replaces a grant; it holds with the next request. Scripts cannot. Heeds `ifMatch` of `ctx`.
   */
  updateGrant(
    id: string,
    body: {
      _resource: string;
      _actions: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN' | '*')[];
      _grantee: { _userId?: string; _userGroupId?: string };
    },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _resource: string;
    _actions: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN' | '*')[];
    _grantee: { _userId?: string; _userGroupId?: string };
    _namespaces: string[];
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
}

export interface PlatformApiForPrograms {
  IafItemSvc: IafItemSvcForPrograms;
  IafNotification: IafNotificationForPrograms;
  IafPassSvc: IafPassSvcForPrograms;
  IafPermission: IafPermissionForPrograms;
}
