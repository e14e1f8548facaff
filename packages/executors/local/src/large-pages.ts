/**
 * An environment in which a program's arrays lie in large pages where Linux offers them to who asks (glibc since 2.35;
 * docs/decisions/large-pages.md). What is set already stays.
 */
export const withLargePages = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
  ...env,
});
