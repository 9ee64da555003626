/**
 * The shape that another language's texts have: the keys of the English ones, a text each. Portuguese counts millions by a
 * plural of their own ("1 milhão de arquivos"), which English has not.
 */
export type TextsLike<English> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : TextsLike<English[Key]>
} & {
  readonly [Key in keyof English as Key extends `${infer Base}_other` ? `${Base}_many` : never]: string
}
