import { existsSync, readdirSync } from 'node:fs';

/** SwiftShader's manifest, where Debian's chromium-common puts it. */
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';
const manifests = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'];

/**
 * Lets this process use the Vulkan driver that computes on the processor, where the machine has no other: a test of
 * the WebGPU backend then runs for real without a GPU. To be called before the first session is opened.
 */
export function useSoftwareVulkan(): void {
  const { VK_ICD_FILENAMES, VK_DRIVER_FILES } = process.env;
  if (VK_ICD_FILENAMES ?? VK_DRIVER_FILES) return;
  const installed = manifests.some((folder) => existsSync(folder) && readdirSync(folder).length > 0);
  if (!installed && existsSync(swiftShader)) process.env['VK_ICD_FILENAMES'] = swiftShader;
}
