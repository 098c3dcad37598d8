/**
 * A property of the input while its documentation is gathered: `input.a` may be described before, after or without
 * `input.a.b`, so its schema can be made only at the end.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';

export class PropertyDraft {
  /** From a type expression; `{}` is any value. */
  schema: JsonObject = {};
  description = '';
  defaultValue: JsonValue | undefined;
  /** Undefined until the property itself is described: then it is required when something in it is. */
  required: boolean | undefined;
  /** True when other properties than those known are allowed. */
  open = false;
  readonly properties = new Map<string, PropertyDraft>();
  items: PropertyDraft | undefined;

  property(name: string): PropertyDraft {
    const known = this.properties.get(name);
    if (known !== undefined) return known;
    const draft = new PropertyDraft();
    this.properties.set(name, draft);
    return draft;
  }

  item(): PropertyDraft {
    this.items ??= new PropertyDraft();
    return this.items;
  }

  isRequired(): boolean {
    if (this.required !== undefined) return this.required;
    return this.items?.isRequired() === true || [...this.properties.values()].some((property) => property.isRequired());
  }

  toSchema(): JsonObject {
    return {
      ...this.#shape(),
      ...(this.description !== '' && { description: this.description }),
      ...(this.defaultValue !== undefined && { default: this.defaultValue }),
    };
  }

  #shape(): JsonObject {
    if (this.items !== undefined) return this.#array(this.items.toSchema());
    if (this.properties.size === 0) return this.schema;
    // `{Object[]} input.items` with `input.items.name`: the name is one of each element.
    if (hasType(this.schema, 'array')) return this.#array(this.#object({ type: 'object' }));
    return this.#object(this.schema);
  }

  #array(items: JsonObject): JsonObject {
    const base = hasType(this.schema, 'array') ? this.schema : { type: 'array' };
    return Object.keys(items).length === 0 ? base : { ...base, items };
  }

  /** A base that is documented as anything but an object stands as it is. */
  #object(base: JsonObject): JsonObject {
    if (Object.keys(base).length > 0 && !hasType(base, 'object')) return base;
    const known = isJsonObject(base['properties']) ? base['properties'] : {};
    const properties = [...this.properties].map(([name, draft]) => [name, draft.toSchema()] as const);
    const required = [...this.properties].filter(([, draft]) => draft.isRequired()).map(([name]) => name);
    const baseRequired = Array.isArray(base['required'])
      ? base['required'].filter((name) => typeof name === 'string' && !this.properties.has(name))
      : [];
    const allRequired = [...baseRequired, ...required];
    const { required: _replaced, ...rest } = base;
    return {
      type: 'object',
      ...rest,
      properties: { ...known, ...Object.fromEntries(properties) },
      ...(allRequired.length > 0 && { required: allRequired }),
      ...(!this.open && { additionalProperties: base['additionalProperties'] ?? false }),
    };
  }
}

function hasType(schema: JsonObject, type: string): boolean {
  const { type: own } = schema;
  return Array.isArray(own) ? own.includes(type) : own === type;
}
