/** What `udpos` and `udpos-treebanks` say alike of the data that both are made of. */
export const universalDependencies = {
  paper: 'https://aclanthology.org/2020.lrec-1.497',
  citation:
    'Nivre, de Marneffe, Ginter, Hajič, Manning, Pyysalo, Schuster, Tyers, Zeman (2020). Universal Dependencies v2: An Evergrowing Multilingual Treebank Collection. LREC.',
  license: 'one for each treebank, most CC-BY-SA; some non-commercial',
} as const;
