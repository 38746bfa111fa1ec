import tinymce from 'tinymce';

/** Lets a merchant edit the words of a page. */
export async function openEditor(element: HTMLElement): Promise<void> {
  await tinymce.init({ target: element, menubar: false, plugins: 'link lists' });
}
