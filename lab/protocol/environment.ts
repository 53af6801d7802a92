/** Names the folder of the lab that a process runs in; absent outside of it. The lab's provider plugins work only there. */
export const LAB_VARIABLE = "STACKMARK_LAB";
