/** A page as it is answered: with `project` its entries have some of their fields only. */
export type Projected<Page extends { _list: readonly object[] }, Project> = Project extends undefined
  ? Page
  : { [Key in keyof Page]: Key extends '_list' ? Partial<Page['_list'][number]>[] : Page[Key] };
