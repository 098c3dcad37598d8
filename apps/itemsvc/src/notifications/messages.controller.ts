import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type Message,
  messageSchema,
  type MessageWithDeliveries,
  messageWithDeliveriesSchema,
  type NewMessage,
  newMessagesSchema,
  type Page,
  pageSchema,
} from '#libs/contracts';
import {
  type ById,
  byIdQuerySchema,
  idOf,
  Operation,
  PAGE_OPTIONS,
  type PageByIdQuery,
  pageByIdQuerySchema,
  rangeOf,
  type Scope,
} from '#libs/service-kit';
import { MessagesService } from './messages.service.js';

const SERVICE = 'IafNotification';
const PATH = 'groups/:id/messages';
const groupIdSchema = idOf('The _id of the notification group; getGroups lists them');
const messageIdSchema = idOf('The _id of the message; getMessages lists them');
const messagePageSchema = pageSchema(messageSchema);

@ApiTags('Notification messages')
@ApiBearerAuth()
@AsksGrants()
@Controller('notificationsvc/api/v1')
export class MessagesController {
  readonly #messages: MessagesService;

  constructor(messages: MessagesService) {
    this.#messages = messages;
  }

  @Post(PATH)
  @Operation({
    id: 'createMessages',
    title: 'Send messages to a notification group',
    description: 'Stores messages, which are then posted to every member of the group: all of them or none.',
    status: 201,
    response: messagePageSchema,
    platform: { service: SERVICE, access: 'CREATE', arguments: ['id', 'body', 'ctx'] },
  })
  create(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: groupIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: newMessagesSchema }) body: NewMessage[],
  ): Promise<Page<Message>> {
    return this.#messages.create(principal, { id, nsfilter }, body);
  }

  @Get(PATH)
  @Operation({
    id: 'getMessages',
    title: 'List the messages to a notification group',
    description:
      'Lists the messages to one group, by the id of the group, the newest first, with how many members have got them. Use it to see what was sent, and whether it arrived; getMessage says more of one.',
    response: messagePageSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx', PAGE_OPTIONS] },
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: groupIdSchema }) { id }: ById,
    @Query({ schema: pageByIdQuerySchema }) { nsfilter, ...page }: PageByIdQuery,
  ): Promise<Page<Message>> {
    return this.#messages.page(principal, { id, nsfilter }, rangeOf(page));
  }

  @Get('messages/:id')
  @Operation({
    id: 'getMessage',
    title: 'Get a message to a notification group',
    description:
      'Answers with one message, by its id, and what became of it at each member of the group. Use it to find out why a message did not arrive; getMessages lists the ids.',
    response: messageWithDeliveriesSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx'] },
  })
  get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: messageIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
  ): Promise<MessageWithDeliveries> {
    return this.#messages.get(principal, { id, nsfilter });
  }
}
