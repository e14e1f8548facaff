/** Whether a language (BCP 47) is English: `en` or a variety of it. */
export const isEnglish = (language: string): boolean => language === 'en' || language.startsWith('en-');
